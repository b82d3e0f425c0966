/// A job that runs in this process.
struct BulkRun {
    typealias Instant = ContinuousClock.Instant

    /// Rows that are asked for at once. Twilio answers within a second, so at any pace this is enough; it bounds what is
    /// uncertain should it stop answering.
    static let parallel = 16

    /// Which run of its job: one that was paused and goes on is another.
    let number: Int
    var watch = FailureWatch()
    var inFlight = 0
    /// When rows were asked for, the last hundred.
    private var asked: [Instant] = []

    init(number: Int) { self.number = number }

    mutating func noteAsked(at now: Instant) {
        asked.append(now)
        if asked.count > 100 { asked.removeFirst() }
    }

    /// Rows a second, by the last hundred; `nil` for fewer than two.
    var rate: Double? {
        guard let first = asked.first, let last = asked.last, last > first else { return nil }
        return Double(asked.count - 1) / ((last - first) / .seconds(1))
    }
}
