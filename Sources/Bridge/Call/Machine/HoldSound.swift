/// When the caller hears the hold sound: while the agent is being reached for longer than a moment.
///
/// It is sent little by little, so that little of it is left to be cleared when the agent speaks.
struct HoldSound: Hashable {
    typealias Instant = ContinuousClock.Instant

    /// How much is sent at a time.
    static let piece = Duration.milliseconds(400)
    /// How often: sooner than a piece is played, so that it never breaks off.
    private static let interval = Duration.milliseconds(200)
    /// What waits at Twilio at most.
    private static let lead = Duration.milliseconds(600)

    private let delay: Duration?
    private var next: Instant?

    /// The caller waits so long before it is heard; `nil` never plays any.
    init(after delay: Duration?) { self.delay = delay }

    /// The agent is being reached.
    mutating func waitBegan(at now: Instant) {
        next = next ?? delay.map { now + $0 }
    }

    /// The agent is there, or will not be.
    mutating func waitEnded() { next = nil }

    /// When to ask again.
    var deadline: Instant? { next }

    /// Whether a piece is to be sent now, where so many bytes wait at Twilio.
    mutating func isDue(at now: Instant, queued: Int) -> Bool {
        guard let due = next, now >= due else { return false }
        next = now + Self.interval
        return queued.playingTime + Self.piece <= Self.lead
    }
}
