public import FoundationEssentials

/// A list of people to be called, one after the other.
public struct BulkJob: Sendable, Hashable {
    /// How it gets on.
    public enum State: String, Sendable, CaseIterable {
        /// Row after row is dialled.
        case running
        /// It waits for somebody to let it go on.
        case paused
        /// Nothing more is dialled; what was asked for stays.
        case cancelled
        /// Nothing is left to dial.
        case completed

        /// Whether it can go on.
        public var isOpen: Bool {
            switch self {
            case .running, .paused: true
            case .cancelled, .completed: false
            }
        }
    }

    /// Ours.
    public let id: RecordID
    /// Whose.
    public let userID: RecordID
    /// The agent, where it is a registered one.
    public var agentID: RecordID?
    /// ElevenLabs' own id of the agent.
    public var elevenLabsAgentID: String
    /// How it gets on.
    public var state: State
    /// Why it is paused, where it paused itself.
    public var reason: String?
    /// When it was ordered.
    public let createdAt: Date
    /// When its state last changed.
    public var updatedAt: Date

    /// Makes a job that runs.
    public init(
        id: RecordID, userID: RecordID, agentID: RecordID?, elevenLabsAgentID: String, createdAt: Date
    ) {
        self.id = id
        self.userID = userID
        self.agentID = agentID
        self.elevenLabsAgentID = elevenLabsAgentID
        self.state = .running
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}
