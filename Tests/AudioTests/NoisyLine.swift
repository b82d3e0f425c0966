import Audio
import Foundation  // for powers and logarithms
import TestSupport

/// A recording on a telephone line: at a level, with noise, and with noise alone before and after it.
struct NoisyLine {
    /// What the noise is like.
    enum Color: CaseIterable {
        /// As loud at every frequency.
        case white
        /// 3 dB softer for each octave, as streets and rooms are.
        case pink
    }

    /// Noise alone before and after, in samples.
    static let margin = 12_000

    let muLaw: [UInt8]
    /// Where the clean recording starts and stops to be within 15 dB of its active level, in samples.
    let speech: Range<Int>

    /// Levels are in dBFS of the root mean square; that of speech is its active level, pauses left out.
    init(_ recording: [Int16], level: Double, noise: Double, _ color: Color = .white, seed: UInt64) {
        let clean = recording.map { Double($0) }
        let windows = Windows(of: clean)
        let gain = pow(10, level / 20) * 32_768 / windows.activePower.squareRoot()
        let range = windows.within(decibels: 15)
        speech = range.lowerBound + Self.margin..<range.upperBound + Self.margin
        let count = clean.count + 2 * Self.margin
        let hiss = Self.noise(count, noise, color, seed: seed)
        muLaw = MuLaw.encoded(
            (0..<count).map { index in
                let place = index - Self.margin
                let speech = clean.indices.contains(place) ? clean[place] * gain : 0
                return Int16(clamping: Int((speech + hiss[index]).rounded()))
            })
    }

    /// Noise of a level, the same for each seed.
    static func noise(_ count: Int, _ level: Double, _ color: Color, seed: UInt64) -> [Double] {
        var random = SeededGenerator(seed: seed)
        // Three poles that together fall by 3 dB an octave: Paul Kellet's economical filter.
        var (a, b, c) = (0.0, 0.0, 0.0)
        var (samples, power) = ([Double](), 0.0)
        samples.reserveCapacity(count)
        // Loops without closures: minutes of noise are made without the optimiser.
        while samples.count < count {
            // The sum of four uniform numbers: near enough to a Gaussian, and quick.
            let bits = random.next()
            let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + bits >> 48
            var sample = Double(sum) / 65_536 - 2
            if color == .pink {
                a = 0.99765 * a + sample * 0.0990460
                b = 0.96300 * b + sample * 0.2965164
                c = 0.57000 * c + sample * 1.0526913
                sample = a + b + c + sample * 0.1848
            }
            samples.append(sample)
            power += sample * sample
        }
        let gain = pow(10, level / 20) * 32_768 / max(power / Double(max(1, count)), 1e-12).squareRoot()
        for index in samples.indices { samples[index] *= gain }
        return samples
    }
}

/// The power of each 20 ms of a recording, every 5 ms.
private struct Windows {
    private static let (length, hop) = (160, 40)
    private let powers: [Double]

    init(of samples: [Double]) {
        var sums = [0.0]
        sums.reserveCapacity(samples.count + 1)
        var sum = 0.0
        for sample in samples {
            sum += sample * sample
            sums.append(sum)
        }
        powers = stride(from: 0, through: max(0, samples.count - Self.length), by: Self.hop).map { start in
            (sums[min(samples.count, start + Self.length)] - sums[start]) / Double(Self.length)
        }
    }

    /// The mean of those within 20 dB of the loudest: what is left without the pauses.
    var activePower: Double {
        let least = (powers.max() ?? 0) / 100
        let active = powers.filter { $0 >= least }
        return max(1, active.reduce(0, +) / Double(max(1, active.count)))
    }

    /// From the first window within so many decibels of the active power to the last, in samples.
    func within(decibels: Double) -> Range<Int> {
        let least = activePower / pow(10, decibels / 10)
        // What is shorter than 60 ms is a click: nine windows, every 5 ms, touch it at least.
        let isLoud = powers.map { $0 >= least }
        let runs = powers.indices.filter { isLoud[$0..<min($0 + 9, powers.count)].allSatisfy { $0 } }
        let first = runs.first ?? 0
        var last = runs.last ?? 0
        while last + 1 < powers.count, isLoud[last + 1] { last += 1 }
        return first * Self.hop..<last * Self.hop + Self.length
    }
}
