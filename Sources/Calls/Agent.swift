public import FoundationEssentials

/// A voice agent that calls can be given to.
public struct Agent: Sendable, Hashable {
    /// Ours.
    public let id: RecordID
    /// What people call it.
    public var name: String
    /// ElevenLabs' own id, `agent_…`.
    public var elevenLabsAgentID: String
    /// Whether its calls are recorded; `nil` leaves it to the setting for all agents.
    public var records: Bool?
    /// When it was registered.
    public let createdAt: Date

    /// Makes an agent.
    public init(id: RecordID, name: String, elevenLabsAgentID: String, records: Bool? = nil, createdAt: Date) {
        self.id = id
        self.name = name
        self.elevenLabsAgentID = elevenLabsAgentID
        self.records = records
        self.createdAt = createdAt
    }
}
