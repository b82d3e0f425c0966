/// What the caller has been sent, and how much of it has been heard, in bytes of mu-law: one byte is one sample, 8000 a second.
///
/// Twilio plays what it is sent in order and in real time, and returns a mark when everything before it was played. After
/// `clear` it returns the marks it still has at once, so those say nothing (Twilio, "Media Streams - WebSocket Messages").
struct PlaybackLedger: Hashable {
    /// What a returned mark told.
    enum MarkMeaning: Hashable {
        /// Everything before it was played.
        case played
        /// It was outstanding when the buffer was cleared.
        case cleared
        /// No such mark is outstanding.
        case unknown
    }

    private struct Mark: Hashable {
        var name: String
        /// How much had been sent before it.
        var position: Int
    }

    /// What came from the agent, whether sent on or not, in the caller's bytes.
    private(set) var receivedByteCount = 0
    /// What was sent to the caller.
    private(set) var sentByteCount = 0
    /// What of it was cleared before it was played, by the clock.
    private(set) var clearedByteCount = 0
    /// What of it was played, by the marks that came back.
    private(set) var playedByteCount = 0
    /// When all that was sent will have been played, by the clock; `nil` before anything was sent.
    private(set) var playbackEnd: ContinuousClock.Instant?

    private var outstanding: [Mark] = []
    private var cleared: [String] = []
    /// How much had been sent when the last mark returned or the buffer was last cleared.
    private var settledPosition = 0

    /// Bytes a second: mu-law at 8000 Hz.
    static let bytesPerSecond = 8000

    /// Sound came from the agent; counted in the bytes it has on its way to the caller.
    mutating func received(byteCount: Int) {
        receivedByteCount += byteCount
    }

    /// Sound went to the caller.
    mutating func sent(byteCount: Int, at now: ContinuousClock.Instant) {
        sentByteCount += byteCount
        playbackEnd = max(playbackEnd ?? now, now) + Self.duration(ofByteCount: byteCount)
    }

    /// A mark went to the caller.
    mutating func markSent(_ name: String) {
        outstanding.append(Mark(name: name, position: sentByteCount))
    }

    /// A mark came back. Marks return in order, so those before it are settled with it.
    mutating func markReturned(_ name: String) -> MarkMeaning {
        if let index = outstanding.firstIndex(where: { $0.name == name }) {
            settledPosition = outstanding[index].position
            playedByteCount = settledPosition - clearedByteCount
            outstanding.removeSubrange(...index)
            return .played
        }
        guard let index = cleared.firstIndex(of: name) else { return .unknown }
        cleared.removeSubrange(...index)
        return .cleared
    }

    /// `clear` was sent: what should have been played by now counts as played, the rest as cleared.
    mutating func clear(at now: ContinuousClock.Instant) {
        let unplayed = min(unplayedByteCount(at: now), sentByteCount - settledPosition)
        clearedByteCount += unplayed
        playedByteCount = sentByteCount - clearedByteCount
        settledPosition = sentByteCount
        playbackEnd = now
        cleared.append(contentsOf: outstanding.map(\.name))
        outstanding.removeAll()
    }

    /// Whether Twilio may still hold sound: it was sent, and no mark after it has come back.
    var mayBePlaying: Bool { sentByteCount > settledPosition }

    /// Whether a mark that tells of playing has still to come back.
    var awaitsMarks: Bool { !outstanding.isEmpty }

    /// What has not been played yet, by the clock.
    func unplayedByteCount(at now: ContinuousClock.Instant) -> Int {
        guard let playbackEnd, playbackEnd > now else { return 0 }
        return min(Self.byteCount(of: now.duration(to: playbackEnd)), sentByteCount)
    }

    private static func duration(ofByteCount count: Int) -> Duration {
        .microseconds(count * (1_000_000 / bytesPerSecond))
    }

    /// Rounded to the nearest byte; the durations here are of bytes in our own memory.
    private static func byteCount(of duration: Duration) -> Int {
        let attosecondsPerByte: Int64 = 1_000_000_000_000_000_000 / Int64(bytesPerSecond)
        let (seconds, attoseconds) = duration.components
        return Int(seconds) * bytesPerSecond + Int((attoseconds + attosecondsPerByte / 2) / attosecondsPerByte)
    }
}
