/// Decides when a silent peer is pinged and when it is given up. It is told the time; one timer looks after it, which is not
/// moved when something comes: when it fires, it asks.
struct WebSocketSilenceWatch: Sendable {
    enum Verdict: Hashable, Sendable {
        /// Ask again after this time.
        case wait(Duration)
        /// Ping, and ask again after this time.
        case ping(Duration)
        /// The peer is gone.
        case giveUp
    }

    private let settings: WebSocketKeepAlive
    private var lastReceived: ContinuousClock.Instant
    private var pinged: ContinuousClock.Instant?

    init(_ settings: WebSocketKeepAlive, since now: ContinuousClock.Instant) {
        self.settings = settings
        lastReceived = now
    }

    /// Something came, whatever it was.
    mutating func received(at now: ContinuousClock.Instant) {
        lastReceived = now
        pinged = nil
    }

    mutating func judge(at now: ContinuousClock.Instant) -> Verdict {
        if let pinged {
            let waited = pinged.duration(to: now)
            return waited < settings.deadline ? .wait(settings.deadline - waited) : .giveUp
        }
        let silence = lastReceived.duration(to: now)
        guard silence >= settings.interval else { return .wait(settings.interval - silence) }
        pinged = now
        return .ping(settings.deadline)
    }
}
