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

/// How far a job has come.
public struct BulkProgress: Sendable, Hashable {
    /// Rows by how far they have come; those that are none are not in it.
    public var counts: [DialIntent.State: Int]
    /// When the first and the last row were asked for.
    public var firstAsked: Date?
    /// See `firstAsked`.
    public var lastAsked: Date?
    /// The furthest line that was asked for.
    public var line: Int?

    /// Makes one.
    public init(counts: [DialIntent.State: Int], firstAsked: Date?, lastAsked: Date?, line: Int?) {
        self.counts = counts
        self.firstAsked = firstAsked
        self.lastAsked = lastAsked
        self.line = line
    }

    /// How many rows are in these states.
    public func count(_ states: DialIntent.State...) -> Int { states.reduce(0) { $0 + (counts[$1] ?? 0) } }

    /// All rows.
    public var total: Int { counts.values.reduce(0, +) }
}

/// A row and what has come of it.
public struct BulkRow: Sendable, Hashable {
    /// The row.
    public let intent: DialIntent
    /// Twilio's name of its call.
    public let twilioCallSID: String?
    /// The lead it made or found.
    public let leadID: RecordID?
    /// Where its call stands.
    public let status: CallStatus?

    /// Makes one.
    public init(intent: DialIntent, twilioCallSID: String?, leadID: RecordID?, status: CallStatus?) {
        self.intent = intent
        self.twilioCallSID = twilioCallSID
        self.leadID = leadID
        self.status = status
    }
}
