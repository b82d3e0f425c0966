/// An order for one call, as it is written down: all of it or nothing.
public struct DialOrder: Sendable {
    /// What became of it.
    public enum Outcome: Sendable {
        /// It is written down and counts as asked for: go on to Twilio. With the call as it was written.
        case asked(CallRecord)
        /// The key has been used before.
        case known(IdempotencyRecord)
        /// The user has had the calls of the day.
        case limitReached
        /// The intent is not open any more.
        case closed
    }

    /// The call.
    public var call: CallRecord
    /// Whom it is to.
    public var lead: Lead?
    /// What the order is known by.
    public var key: IdempotencyRecord?
    /// The most calls that its user may order in a day of UTC; `nil` for no limit.
    public var dailyLimit: Int?
    /// Who ordered it.
    public var audit: AuditEntry?

    /// Makes an order.
    public init(
        call: CallRecord, lead: Lead?, key: IdempotencyRecord? = nil, dailyLimit: Int? = nil, audit: AuditEntry? = nil
    ) {
        self.call = call
        self.lead = lead
        self.key = key
        self.dailyLimit = dailyLimit
        self.audit = audit
    }
}
