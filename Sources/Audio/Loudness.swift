/// Judges whether a stretch of sound is loud enough to be somebody speaking: its root mean square against a level.
public struct Loudness: Hashable, Sendable {
    /// 300 of 32767, -41 dBFS: above the noise of a telephone line, below the quiet syllables of speech.
    public static let speech = Loudness(level: 300)

    /// The square of the root mean square from which on sound counts as loud.
    private let meanSquare: UInt64

    /// Takes a root mean square on the scale of 16-bit samples, 0 to 32767.
    public init(level: Int) { meanSquare = UInt64(clamping: level) * UInt64(clamping: level) }

    /// Whether the samples are at least as loud as the level; nothing is not loud.
    public func isReached(by samples: Span<Int16>) -> Bool {
        var sum: UInt64 = 0
        for index in samples.indices {
            let sample = Int64(samples[index])
            sum += UInt64(sample * sample)
        }
        return isReached(bySumOfSquares: sum, count: samples.count)
    }

    /// The same for a sum of squares that was kept while the samples came.
    public func isReached(bySumOfSquares sum: UInt64, count: Int) -> Bool {
        count > 0 && sum >= meanSquare * UInt64(count)
    }
}
