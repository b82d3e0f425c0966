/// What a simulated agent received of the caller's sound, and how steadily it came.
public struct CallerSound: Hashable, Sendable {
    /// Longer than that between two messages is a gap: on the telephone they come every 20 ms.
    public static let gapLimit = Duration.milliseconds(200)

    /// Messages.
    public internal(set) var messages = 0
    /// Bytes, decoded.
    public internal(set) var bytes = 0
    /// Gaps between messages of more than ``gapLimit``.
    public internal(set) var gaps = 0
    /// The longest time between two messages.
    public internal(set) var longestGap = Duration.zero
    /// When the first message came, since the socket was opened.
    public internal(set) var firstAt: Duration?
    /// When the last message came, since the socket was opened.
    public internal(set) var lastAt: Duration?
    /// The sound itself, in the agent's input format, as far as it is kept.
    public internal(set) var audio: [UInt8] = []

    mutating func received(_ sound: [UInt8], at now: Duration, keepingUpTo limit: Int) {
        if let lastAt {
            let gap = now - lastAt
            if gap > Self.gapLimit { gaps += 1 }
            if gap > longestGap { longestGap = gap }
        }
        if firstAt == nil { firstAt = now }
        lastAt = now
        messages += 1
        bytes += sound.count
        if audio.count < limit { audio += sound.prefix(limit - audio.count) }
    }
}
