/// Counts control frames second by second. A ping costs its sender six bytes and us an answer; no honest peer needs many.
struct ControlFrameRate: Sendable {
    private let limit: Int
    private var secondStart: ContinuousClock.Instant?
    private var count = 0

    init(limit: Int) { self.limit = limit }

    /// Takes note of a control frame.
    mutating func note(at now: ContinuousClock.Instant) throws(WebSocketError) {
        if let secondStart, secondStart.duration(to: now) < .seconds(1) {
            count += 1
        } else {
            secondStart = now
            count = 1
        }
        guard count <= limit else { throw .tooManyControlFrames(limit: limit) }
    }
}
