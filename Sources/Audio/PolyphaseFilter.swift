import Synchronization

/// The coefficients that turn one sample rate into another: a low-pass filter, cut into phases.
///
/// With the ratio in lowest terms, output number m lies at input position m · down / up. Its fraction takes `up` values,
/// the phases; each has its own row of coefficients, for as many input samples as the filter is long.
///
/// The filter is ``LowPassKernel``, ±12 samples of the lower rate long and symmetric. With 8,000 Hz as the lower rate:
///
///     flat within 0.1 dB          up to 3,400 Hz
///     more than 77 dB down        from 4,600 Hz: what 3,400 Hz is mirrored to
///     delay                       12 samples, 1.5 ms, the same for all frequencies
///
/// Telephone speech lies between 300 and 3,400 Hz, so nothing is bought by a steeper and therefore longer filter.
struct PolyphaseFilter: Sendable {
    /// Output samples to each `down` input samples; also the number of phases.
    let up: Int
    /// Input samples to each `up` output samples.
    let down: Int
    /// Input samples that one output sample is made of, in groups of ``groupLength``: what is too many meets a zero.
    let groupCount: Int
    /// For each phase its groups, the oldest samples' first; in each group all high parts, then all low parts.
    ///
    /// A coefficient has 22 bits after the point, and is high · 2^8 + low. Cut so, both parts fit in 16 bits and their
    /// sums in 32, which is what vector units multiply fastest; 16 bits alone would leave aliases at -65 dB.
    let coefficients: [Int16]

    /// Samples and coefficients to a group: as many as a vector register holds.
    static let groupLength = 8
    /// Bits after the point of a coefficient.
    static let fractionBits = 22
    /// Bits of its low part.
    static let lowBits = 8

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

    /// Input samples that one output sample is made of.
    var tapCount: Int { groupCount * Self.groupLength }

    /// Coefficients of one phase, both parts.
    var rowLength: Int { 2 * tapCount }

    /// Output samples by which the sound is late, rounded to the nearest.
    var delay: Int { Int((LowPassKernel.halfLength * Double(max(up, down)) / Double(down)).rounded()) }
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
        let length = Int((2 * LowPassKernel.halfLength * stretch).rounded(.up))
        let groupCount = (length + Self.groupLength - 1) / Self.groupLength
        self.groupCount = groupCount
        coefficients = (0..<ratio.up).flatMap { phase in
            let fraction = Double(phase) / Double(ratio.up)
            return Self.split(Self.row(fraction: fraction, stretch: stretch, tapCount: groupCount * Self.groupLength))
        }
    }

    /// The coefficients of one phase as they are kept.
    static func split(_ row: [Int]) -> [Int16] {
        let high = row.map { ($0 + 1 << (lowBits - 1)) >> lowBits }
        let low = zip(row, high).map { $0 - $1 << lowBits }
        // The loudest sound there is, 2^15 in each sample, must not wrap round in 32 bits, nor what rounding adds to it.
        for part in [high, low] {
            precondition(part.reduce(0) { $0 + abs($1) } < 65_000, "a resampling filter is too long for its sums")
        }
        return stride(from: 0, to: row.count, by: groupLength).flatMap { start in
            (high[start..<start + groupLength] + low[start..<start + groupLength]).map { Int16($0) }
        }
    }

    /// One phase, the oldest sample's coefficient first. Its sum is exactly one, so that silence and a constant stay what
    /// they are and no phase is louder than another.
    static func row(fraction: Double, stretch: Double, tapCount: Int) -> [Int] {
        let shape = (0..<tapCount).reversed().map { age in
            LowPassKernel.value(at: (fraction + Double(age)) / stretch - LowPassKernel.halfLength)
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
