public import FoundationEssentials

/// A voice agent that calls can be given to.
public struct Agent: Sendable, Hashable {
    /// Ours.
    public let id: RecordID
    /// Whose.
    public let userID: RecordID
    /// What people call it.
    public var name: String
    /// ElevenLabs' own id, `agent_…`. No two agents of a user share it, those in the archive left aside.
    public var elevenLabsAgentID: String
    /// Whether its calls are recorded; `nil` leaves it to the setting for all agents.
    public var records: Bool?
    /// When it was registered.
    public let createdAt: Date
    /// When it was last changed.
    public var updatedAt: Date
    /// Since when no calls are given to it, though its old ones still name it; `nil` while it is in use.
    public var archivedAt: Date?

    /// Makes an agent.
    public init(
        id: RecordID, userID: RecordID = User.ownerID, name: String, elevenLabsAgentID: String,
        records: Bool? = nil, createdAt: Date
    ) {
        self.id = id
        self.userID = userID
        self.name = name
        self.elevenLabsAgentID = elevenLabsAgentID
        self.records = records
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}
