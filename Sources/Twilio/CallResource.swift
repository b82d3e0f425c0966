public import FoundationEssentials

/// A call as the REST API describes it; its JSON writes numbers as strings.
public struct CallResource: Hashable, Sendable {
    /// `CA…`.
    public var sid: String
    /// `AC…`; `nil` where not said.
    public var accountSID: String?
    /// The callee.
    public var to: String?
    /// The caller.
    public var from: String?
    /// `queued`, `ringing`, `in-progress`, `completed`, `busy`, `failed`, `no-answer` or `canceled`.
    public var status: String
    /// `outbound-api`, `inbound`, …
    public var direction: String?
    /// How long it lasted, in seconds.
    public var duration: Int?
    /// `human`, `machine_start`, …, where machines were looked for.
    public var answeredBy: String?
    /// When the order was taken.
    public var dateCreated: Date?
    /// When the call began.
    public var startTime: Date?
    /// When it ended.
    public var endTime: Date?
    /// How long the order waits for its turn, in milliseconds.
    public var queueTime: Int?
    /// The price, for example `-0.01300`; may come late.
    public var price: String?
    /// The currency of the price, for example `USD`.
    public var priceUnit: String?

    /// Makes a call.
    public init(
        sid: String, accountSID: String? = nil, to: String? = nil, from: String? = nil, status: String,
        direction: String? = nil, duration: Int? = nil, answeredBy: String? = nil, dateCreated: Date? = nil,
        startTime: Date? = nil, endTime: Date? = nil, queueTime: Int? = nil, price: String? = nil,
        priceUnit: String? = nil
    ) {
        self.sid = sid
        self.accountSID = accountSID
        self.to = to
        self.from = from
        self.status = status
        self.direction = direction
        self.duration = duration
        self.answeredBy = answeredBy
        self.dateCreated = dateCreated
        self.startTime = startTime
        self.endTime = endTime
        self.queueTime = queueTime
        self.price = price
        self.priceUnit = priceUnit
    }
}
