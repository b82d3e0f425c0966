/// Twilio's clock as it is seen from here: when, on our clock, a media message of a given timestamp arrives if nothing holds
/// it up.
///
/// Messages come in order over one socket, so a mark that comes after a media message is as old as that message, however
/// long both were under way.
struct StreamClock: Hashable {
    typealias Instant = ContinuousClock.Instant

    /// A stream's clock may be ahead of ours by so much.
    private static let lead = Duration.seconds(10)
    /// The quickest message of the last two such stretches counts: long enough to have one, short enough for two clocks
    /// that do not run alike.
    private static let stretch = Duration.seconds(10)

    /// The timestamp of the last media message, in milliseconds since the stream started.
    private(set) var lastTimestamp: Int?
    private var stretchEnd: Instant?
    private var earlier: Instant?
    private var recent: Instant?

    /// Whether a message may bear this timestamp, so long after the stream started.
    static func mayBear(_ timestamp: Int, after time: Duration) -> Bool {
        timestamp >= 0 && .milliseconds(timestamp) <= time + lead
    }

    /// How much sound is missing between the last message and one of this timestamp, each of which holds a frame.
    func missing(before timestamp: Int) -> Duration {
        guard let lastTimestamp, timestamp > lastTimestamp else { return .zero }
        return max(.zero, .milliseconds(timestamp) - .milliseconds(lastTimestamp) - PlayoutBuffer.tick)
    }

    /// A media message came that may bear its timestamp. Returns when it would have, had nothing held it up.
    mutating func observed(timestamp: Int, at now: Instant) -> Instant {
        lastTimestamp = timestamp
        if stretchEnd.map({ now >= $0 }) ?? true {
            stretchEnd = now + Self.stretch
            earlier = recent
            recent = nil
        }
        let start = now - .milliseconds(timestamp)
        recent = recent.map { min($0, start) } ?? start
        return (zero ?? start) + .milliseconds(timestamp)
    }

    /// When a message of timestamp 0 would have arrived; `nil` before the first message.
    var zero: Instant? {
        guard let recent else { return earlier }
        return earlier.map { min($0, recent) } ?? recent
    }

    /// When what came after the last media message, and before the next, would have arrived had nothing held it up. A mark
    /// stands rather before the next, with whose frame it is sent.
    func unhindered(at now: Instant) -> Instant {
        guard let zero, let lastTimestamp else { return now }
        return min(now, zero + .milliseconds(lastTimestamp) + PlayoutBuffer.tick * 3 / 4)
    }
}
