import Foundation  // for sine and power

/// A steady sine to put into one end of something, for ``ToneDetector`` to find at the other.
public struct Tone: Sendable {
    /// In Hz.
    public let frequency: Double
    /// In dBFS: 0 reaches full scale.
    public let level: Double

    /// Makes a tone.
    public init(frequency: Double, level: Double = -6) {
        self.frequency = frequency
        self.level = level
    }

    /// So many samples of it, beginning at zero.
    public func samples(_ count: Int, sampleRate: Int) -> [Int16] {
        let peak = 32_767 * pow(10, level / 20)
        let step = 2 * Double.pi * frequency / Double(sampleRate)
        return (0..<count).map { Int16((peak * sin(step * Double($0))).rounded()) }
    }
}
