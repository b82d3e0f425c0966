import Audio
import TestSupport

/// What a resampler does to sound, measured with tones: the row of its ratio in `docs/audio.md`.
struct FilterFigures {
    /// The largest departure from 0 dB between 200 and 3,400 Hz.
    let ripple: Double
    /// The loudest image of a full-scale telephone tone, or alias of one above the telephone band, in dBFS.
    let loudestImage: Double
    /// In milliseconds.
    let delay: Double

    init(of ratio: Ratio) {
        ripple =
            stride(from: 200.0, through: 3_400, by: 50).map { frequency in
                abs(ratio.level(of: frequency, after: Tone(frequency: frequency, level: -6)) + 6)
            }.max() ?? 0
        loudestImage = ratio.from < ratio.to ? Self.loudestImage(of: ratio) : Self.loudestAlias(of: ratio)
        delay = Self.delay(of: ratio)
    }

    /// As it stands in the document.
    func row(_ ratio: Ratio) -> String {
        "| \(ratio) | \(decimals(ripple, 2)) dB | \(decimals(loudestImage, 1)) dB | \(decimals(delay, 2)) ms |"
    }

    /// A telephone tone is mirrored to both sides of each multiple of 8,000 Hz.
    private static func loudestImage(of ratio: Ratio) -> Double {
        let highest = Double(ratio.to) / 2 - 50
        var loudest = -200.0
        for frequency in stride(from: 200.0, through: 3_400, by: 100) {
            let sound = ratio.resampled(Tone(frequency: frequency, level: 0), seconds: 0.1)
            for multiple in stride(from: 8_000.0, to: highest + 4_000, by: 8_000) {
                for image in [multiple - frequency, multiple + frequency] where image < highest {
                    loudest = max(loudest, ToneDetector(sampleRate: ratio.to).level(of: image, in: sound))
                }
            }
        }
        return loudest
    }

    /// What lies above the telephone band is folded into it. Near 0 and 4,000 Hz a tone and its mirror image are one.
    private static func loudestAlias(of ratio: Ratio) -> Double {
        var loudest = -200.0
        for frequency in stride(from: 4_600.0, to: Double(ratio.from) / 2, by: 100) {
            let folded = abs(frequency - 8_000 * (frequency / 8_000).rounded())
            guard (100...3_900).contains(folded) else { continue }
            let sound = ratio.resampled(Tone(frequency: frequency, level: 0), seconds: 0.1)
            loudest = max(loudest, ToneDetector(sampleRate: ratio.to).level(of: folded, in: sound))
        }
        return loudest
    }

    /// The response to one sample is symmetric, so the delay of every frequency is where its middle is.
    private static func delay(of ratio: Ratio) -> Double {
        let position = 3 * ratio.from / 100
        var input = [Int16](repeating: 0, count: ratio.from / 10)
        input[position] = 30_000
        let output = ratio.resampled(input).map { Double($0) }
        let energy = output.reduce(0) { $0 + $1 * $1 }
        let middle = output.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element * $1.element } / energy
        return 1_000 * (middle / Double(ratio.to) - Double(position) / Double(ratio.from))
    }
}

/// A number with so many digits after the point, whatever the locale.
func decimals(_ number: Double, _ count: Int) -> String {
    let scale = (0..<count).reduce(1) { scale, _ in 10 * scale }
    let scaled = Int((number * Double(scale)).rounded())
    let fraction = String(abs(scaled) % scale)
    let zeros = String(repeating: "0", count: count - fraction.count)
    return "\(scaled < 0 ? "-" : "")\(abs(scaled) / scale).\(zeros)\(fraction)"
}

extension Ratio: CustomStringConvertible {
    var description: String { "\(from) -> \(to)" }

    /// A tone at the output, once the filter is full.
    func resampled(_ tone: Tone, seconds: Double) -> [Int16] {
        let count = Int(Double(from) * seconds)
        return Array(resampled(tone.samples(count, sampleRate: from)).dropFirst(to / 100))
    }
}
