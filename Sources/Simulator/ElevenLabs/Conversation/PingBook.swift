/// The pings sent and not answered yet, and how long answers take.
struct PingBook: Sendable {
    /// Pings sent.
    private(set) var sentCount = 0
    /// Pongs that answered one of them.
    private(set) var answeredCount = 0
    /// The last round trip, in milliseconds.
    private(set) var lastRoundTrip: Int?

    private var waiting: [Int: Duration] = [:]

    mutating func sent(_ eventID: Int, at now: Duration) {
        sentCount += 1
        waiting[eventID] = now
    }

    /// `false` for the id of no ping, or of one that was answered.
    mutating func received(_ eventID: Int, at now: Duration) -> Bool {
        guard let start = waiting.removeValue(forKey: eventID) else { return false }
        answeredCount += 1
        lastRoundTrip = Int((now - start) / .milliseconds(1))
        return true
    }
}
