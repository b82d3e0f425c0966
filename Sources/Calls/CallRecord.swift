public import FoundationEssentials

/// A call as its log shows it: what was ordered, and all its events brought together.
public struct CallRecord: Sendable, Hashable {
    /// Who called whom.
    public enum Direction: String, Sendable, CaseIterable {
        /// We called.
        case outbound
        /// We were called.
        case inbound
    }

    /// How the call came about: what `metadata.initiatedFrom` says.
    public enum Origin: String, Sendable, CaseIterable {
        /// `POST /api/call-initiation/live-call`.
        case liveCall = "live-call"
        /// `POST /api/agents/test-call`.
        case testCall = "test-call"
        /// A row of a bulk upload.
        case bulkUpload = "bulk-upload"
        /// Somebody called one of our numbers.
        case inboundCall = "inbound-call"
        /// A stream that connected by itself, with `VOICEBRIDGE_MEDIA_AUTH=none`.
        case directStream = "direct-stream"
    }

    /// Ours.
    public let id: RecordID
    /// Whose.
    public let userID: RecordID
    /// The agent, where it is a registered one.
    public var agentID: RecordID?
    /// ElevenLabs' own id of the agent.
    public var elevenLabsAgentID: String
    /// The lead.
    public var leadID: RecordID?
    /// The other party's number.
    public var phoneNumber: String
    /// Our number.
    public var fromNumber: String
    /// Who called whom.
    public var direction: Direction
    /// How it came about.
    public var origin: Origin
    /// What a begun minute costs, as agreed when it was ordered; `nil` where nothing was.
    public var costPerMinute: Money?
    /// When it was ordered.
    public let createdAt: Date

    // What events made of it.

    /// When the last event was recorded.
    public var updatedAt: Date
    /// Twilio's call SID, once known.
    public var twilioCallSID: String?
    /// ElevenLabs' conversation id, once known.
    public var conversationID: String?
    /// Where it stands.
    public var status: CallStatus
    /// Seconds, once it has ended.
    public var duration: Int?
    /// Why it ended, and what the peer said about it.
    public var endReason: CallEndReason?
    /// The words that came with the end: a close reason, an error.
    public var endDetail: String?
    /// What passed through.
    public var frames: FrameCounts?
    /// Who answered, in Twilio's words (`human`, `machine_start`, …), where it was asked to find out.
    public var answeredBy: String?

    /// Makes the record of a call that has just been ordered.
    public init(
        id: RecordID, userID: RecordID = User.ownerID, agentID: RecordID?, elevenLabsAgentID: String,
        leadID: RecordID?, phoneNumber: String, fromNumber: String, direction: Direction, origin: Origin,
        costPerMinute: Money? = nil, createdAt: Date
    ) {
        self.id = id
        self.userID = userID
        self.agentID = agentID
        self.elevenLabsAgentID = elevenLabsAgentID
        self.leadID = leadID
        self.phoneNumber = phoneNumber
        self.fromNumber = fromNumber
        self.direction = direction
        self.origin = origin
        self.costPerMinute = costPerMinute
        self.createdAt = createdAt
        self.updatedAt = createdAt
        self.status = .queued
    }
}

extension CallRecord {
    /// Begun minutes, as telephony bills them; `nil` until it has ended.
    public var minutes: Int? { duration.map(Self.minutes(of:)) }

    /// Begun minutes in so many seconds.
    static func minutes(of seconds: Int) -> Int { seconds / 60 + (seconds % 60 > 0 ? 1 : 0) }
}
