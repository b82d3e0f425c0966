/// How loud somebody speaks: the mean power of the last two seconds of their speech, pauses left out.
struct SpeechLevel: Hashable, Sendable {
    /// Windows of 20 ms, after which the first are forgotten.
    private static let weight: Int64 = 100
    /// What is 15 dB softer than somebody speaks is the room in which they spoke.
    private static let ratio: Int64 = 32

    private var mean: Int64 = 0
    private var count: Int64 = 0

    /// A window whose power is no less belongs to the speech.
    var leastPower: UInt32 { UInt32(clamping: mean / Self.ratio) }

    /// Takes the power of the next window of speech. A bang amid it counts as ten times the mean at most.
    mutating func heard(_ power: UInt32) {
        count = min(count + 1, Self.weight)
        let power = count == 1 ? Int64(power) : min(Int64(power), 10 * mean)
        mean += (power - mean) / count
    }
}
