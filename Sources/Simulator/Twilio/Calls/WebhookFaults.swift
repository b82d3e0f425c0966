/// What goes wrong with status callbacks. Twilio promises neither their order nor that each comes once.
public struct WebhookFaults: Hashable, Sendable {
    /// How often each comes.
    public var copies: Int
    /// How late each may be; beyond zero they overtake each other.
    public var lateness: Duration

    /// Makes faults; without any, callbacks come once, at once and in order.
    public init(copies: Int = 1, lateness: Duration = .zero) {
        self.copies = copies
        self.lateness = lateness
    }

    var isOrderly: Bool { copies == 1 && lateness == .zero }
}
