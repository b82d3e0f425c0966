public import FoundationEssentials

/// Which calls are summed up.
public struct AnalyticsQuery: Sendable, Hashable {
    /// Whose.
    public var userID: RecordID
    /// Ordered then or later.
    public var from: Date
    /// Ordered before then.
    public var to: Date
    /// Given to this agent; `nil` for any.
    public var agentID: RecordID?
    /// What a minute costs in calls that do not say.
    public var costPerMinute: Money

    /// Asks for the calls of a user in a range.
    public init(userID: RecordID, from: Date, to: Date, agentID: RecordID? = nil, costPerMinute: Money) {
        self.userID = userID
        self.from = from
        self.to = to
        self.agentID = agentID
        self.costPerMinute = costPerMinute
    }
}
