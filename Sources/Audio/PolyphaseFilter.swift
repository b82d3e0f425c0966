import Synchronization

/// The coefficients that turn one sample rate into another: a low-pass filter, cut into phases.
///
/// With the ratio in lowest terms, output number m lies at input position m · down / up. Its fraction takes `up` values,
/// the phases; each has its own row of coefficients, for as many input samples as the filter is long.
///
/// The filter is a sinc under a Kaiser window, ±15.5 samples of the lower rate long. With 8,000 Hz as the lower rate:
///
///     flat within 0.1 dB          up to 3,400 Hz
///     more than 78 dB down        from 4,600 Hz: what 3,400 Hz is mirrored to
///     delay                       15.5 samples, 1.94 ms, the same for all frequencies
///
/// Telephone speech lies between 300 and 3,400 Hz, so nothing is bought by a steeper and therefore longer filter.
struct PolyphaseFilter: Sendable {
    /// Output samples to each `down` input samples; also the number of phases.
    let up: Int
    /// Input samples to each `up` output samples.
    let down: Int
    /// Input samples that one output sample is made of, a multiple of eight: what is too many is multiplied by zero.
    let tapCount: Int
    /// For each phase `2 · tapCount` numbers, the oldest sample's first: all high parts, then all low parts.
    ///
    /// A coefficient has 24 bits after the point, and is high · 2^10 + low. Cut so, both parts fit in 16 bits and their
    /// sums in 32, which is what vector units multiply fastest; 16 bits alone would leave images at -75 dB.
    let coefficients: [Int16]

    /// Bits after the point of a coefficient.
    static let fractionBits = 24
    /// Bits of its low part.
    static let lowBits = 10

    /// Half the length of the filter and its delay, in samples of the lower rate.
    static let halfLength = 15.5

    /// The filter between two rates in Hz. Computed on first use, then kept.
    static func between(_ inputRate: Int, and outputRate: Int) -> PolyphaseFilter {
        let divisor = greatestCommonDivisor(inputRate, outputRate)
        let ratio = Ratio(up: outputRate / divisor, down: inputRate / divisor)
        return cache.withLock { cache in
            if let known = cache[ratio] { return known }
            let filter = PolyphaseFilter(ratio)
            cache[ratio] = filter
            return filter
        }
    }

    /// Input samples that the filter looks ahead, and so its delay.
    var delayInInputSamples: Double { Self.halfLength * Double(max(down, up)) / Double(up) }
}

private extension PolyphaseFilter {
    struct Ratio: Hashable {
        var up: Int
        var down: Int
    }

    /// A few tens of KiB for each ratio in use.
    static let cache = Mutex<[Ratio: PolyphaseFilter]>([:])

    static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }

    init(_ ratio: Ratio) {
        up = ratio.up
        down = ratio.down
        // Input samples for one sample of the lower rate.
        let stretch = Double(max(ratio.up, ratio.down)) / Double(ratio.up)
        let length = Int((2 * Self.halfLength * stretch).rounded(.up))
        tapCount = (length + 7) / 8 * 8
        var coefficients: [Int16] = []
        coefficients.reserveCapacity(2 * tapCount * ratio.up)
        for phase in 0..<ratio.up {
            let row = Self.row(fraction: Double(phase) / Double(ratio.up), stretch: stretch, tapCount: tapCount)
            let high = row.map { ($0 + 1 << (Self.lowBits - 1)) >> Self.lowBits }
            // The sum of the largest samples must fit in 32 bits, or a loud sound would wrap round.
            precondition(high.reduce(0) { $0 + abs($1) } < 1 << 16, "a resampling filter is too strong for its sums")
            coefficients += high.map { Int16($0) }
            coefficients += zip(row, high).map { Int16($0 - $1 << Self.lowBits) }
        }
        self.coefficients = coefficients
    }

    /// One phase, the oldest sample's coefficient first. Its sum is exactly one, so that silence and a constant stay what
    /// they are and no phase is louder than another.
    static func row(fraction: Double, stretch: Double, tapCount: Int) -> [Int] {
        let shape = (0..<tapCount).reversed().map { age in
            KaiserSinc.value(at: (fraction + Double(age)) / stretch - halfLength)
        }
        let sum = shape.reduce(0, +)
        let one = 1 << fractionBits
        var row = shape.map { Int(($0 / sum * Double(one)).rounded()) }
        // What rounding left over goes to the largest, where it is smallest in proportion; of two, to the newer sample's.
        let largest = row.lastIndex(of: row.max() ?? 0) ?? 0
        row[largest] += one - row.reduce(0, +)
        return row
    }
}
