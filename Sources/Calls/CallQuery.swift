public import FoundationEssentials

/// Which calls are asked for; what is `nil` does not matter. Newest first.
public struct CallQuery: Sendable, Hashable {
    /// Whose.
    public var userID: RecordID
    /// Given to this agent.
    public var agentID: RecordID?
    /// With this lead.
    public var leadID: RecordID?
    /// That stand here.
    public var status: CallStatus?
    /// Who called whom.
    public var direction: CallRecord.Direction?
    /// How they came about.
    public var origin: CallRecord.Origin?
    /// With this number, E.164.
    public var phoneNumber: String?
    /// Ordered then or later.
    public var from: Date?
    /// Ordered before then.
    public var to: Date?
    /// Words that were all said in the call, in whatever order and case. No sign in it has a meaning of its own.
    public var text: String?
    /// Older than this call.
    public var after: RecordID?
    /// How many at most.
    public var limit: Int

    /// Asks for all calls of a user.
    public init(userID: RecordID, limit: Int) {
        self.userID = userID
        self.limit = limit
    }
}
