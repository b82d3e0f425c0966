/// Turns samples of one rate into samples of another, chunk by chunk, as if they were one piece.
///
/// Call ``process(_:into:)`` for each chunk, of any size; call ``finish(into:)`` or ``reset()`` where the sound ends. After
/// n input samples exactly ⌈n · output rate / input rate⌉ samples have come out, however n was cut into chunks. The sound
/// is late by 12 samples of the lower rate (1.5 ms at 8,000 Hz), and is silent before that.
///
/// All arithmetic is in integers, so results are the same on every machine. Nothing is allocated after `init` but by the
/// growth of the output. See ``PolyphaseFilter`` for what the filter does to which frequency.
public struct Resampler: ~Copyable {
    /// Rates in Hz that it works between. Far beyond speech, tables would be long and sums too large.
    public static let rates = 4_000...192_000

    private static let silence = [Int16](repeating: 0, count: 64)

    private let filter: PolyphaseFilter
    /// Samples worked on at a time: 20 ms. It bounds what is kept here, whatever the size of a chunk.
    private let blockLength: Int
    /// The `tapCount` − 1 samples before the block, then the block.
    private var window: [Int16]
    /// Where the next output lies: the block's sample that must have arrived for it, and the fraction after that sample.
    private var nextSample = 0
    private var nextPhase = 0

    /// Makes a resampler between two of ``rates``. Equal rates make a plain copy.
    public init(from inputRate: Int, to outputRate: Int) {
        precondition(
            Self.rates.contains(inputRate) && Self.rates.contains(outputRate),
            "no resampling \(inputRate) -> \(outputRate)")
        filter = .between(inputRate, and: outputRate)
        blockLength = inputRate / 50
        window = [Int16](repeating: 0, count: filter.tapCount - 1 + blockLength)
    }

    /// Appends what these samples add to the output.
    public mutating func process(_ samples: Span<Int16>, into output: inout [Int16]) {
        guard filter.up != filter.down else {
            samples.withUnsafeBufferPointer { output.append(contentsOf: $0) }
            return
        }
        var start = 0
        while start < samples.count {
            let end = min(samples.count, start + blockLength)
            processBlock(samples.extracting(start..<end), into: &output)
            start = end
        }
    }

    /// Appends what the filter still holds, exactly ``delay`` samples, and starts afresh.
    public mutating func finish(into output: inout [Int16]) {
        let end = output.count + delay
        let silence = Self.silence
        // Enough of it for that many samples, and perhaps a few more.
        var needed = (delay * filter.down + filter.up - 1) / filter.up
        while needed > 0 {
            let count = min(needed, silence.count)
            process(silence.span.extracting(first: count), into: &output)
            needed -= count
        }
        output.removeLast(output.count - end)
        reset()
    }

    /// Forgets all samples, as after `init`.
    public mutating func reset() {
        for index in window.indices { window[index] = 0 }
        nextSample = 0
        nextPhase = 0
    }

    /// Output samples by which the sound is late, rounded to the nearest; 0 between equal rates.
    public var delay: Int {
        filter.up == filter.down ? 0 : filter.delay
    }
}

private extension Resampler {
    mutating func processBlock(_ samples: Span<Int16>, into output: inout [Int16]) {
        let historyLength = filter.tapCount - 1
        let outputCount = outputCount(after: samples.count)
        var sample = nextSample
        var phase = nextPhase
        window.withUnsafeMutableBufferPointer { window in
            samples.withUnsafeBufferPointer { block in
                for index in 0..<block.count { window[historyLength + index] = block[index] }
            }
            // As in `MuLaw.decode`; few samples of a high rate may bring none of a lower.
            if outputCount > 0 {
                output.append(addingCapacity: outputCount) { (added: inout OutputSpan<Int16>) in
                    added.withUnsafeMutableBufferPointer { target, initialized in
                        Self.fill(
                            target, count: outputCount, window: UnsafeBufferPointer(window), filter: filter,
                            sample: &sample, phase: &phase)
                        initialized = outputCount
                    }
                }
            }
            for index in 0..<historyLength { window[index] = window[samples.count + index] }
        }
        nextSample = sample - samples.count
        nextPhase = phase
    }

    /// How many outputs lie before the end of a block: those at positions below it, one each `down` / `up` samples.
    func outputCount(after sampleCount: Int) -> Int {
        let remaining = (sampleCount - nextSample) * filter.up - nextPhase
        return max(0, (remaining + filter.down - 1) / filter.down)
    }

    /// The inner loop. `sample` and `phase` say where the first output lies, and then where the next one will.
    static func fill(
        _ target: UnsafeMutableBufferPointer<Int16>, count: Int, window: UnsafeBufferPointer<Int16>,
        filter: PolyphaseFilter, sample: inout Int, phase: inout Int
    ) {
        guard count > 0, let window = window.baseAddress else { return }
        let groupCount = filter.groupCount
        let wholeStep = filter.down / filter.up
        let rowStep = filter.down % filter.up * filter.rowLength
        filter.coefficients.withUnsafeBufferPointer { coefficients in
            guard let firstRow = coefficients.baseAddress else { return }
            var position = sample
            var row = phase * filter.rowLength
            for index in 0..<count {
                // Its oldest sample is window[position], its newest tapCount - 1 after that.
                target[index] = dotProduct(window + position, firstRow + row, groupCount)
                position &+= wholeStep
                row &+= rowStep
                if row >= coefficients.count {
                    row &-= coefficients.count
                    position &+= 1
                }
            }
            sample = position
            phase = row / filter.rowLength
        }
    }

    /// Samples times coefficients, to the nearest, and clipped where the sound is too loud.
    ///
    /// Eight products of 16-bit numbers at a time, gathered in eight sums that are added together at the end: the form for
    /// which the compiler finds the instruction that multiplies eight pairs at once (PMADDWD on x86). What matters is that
    /// the whole sums fit in 32 bits, as `PolyphaseFilter` makes sure; where a part wraps round, the rest wraps it back.
    @inline(__always)
    static func dotProduct(
        _ samples: UnsafePointer<Int16>, _ coefficients: UnsafePointer<Int16>, _ groupCount: Int
    ) -> Int16 {
        var sample = UnsafeRawPointer(samples)
        var coefficient = UnsafeRawPointer(coefficients)
        let stride = MemoryLayout<SIMD8<Int16>>.size
        var (high, low) = (SIMD8<Int32>.zero, SIMD8<Int32>.zero)
        for _ in 0..<groupCount {
            let eight = widened(sample)
            high &+= eight &* widened(coefficient)
            low &+= eight &* widened(coefficient + stride)
            sample += stride
            coefficient += 2 * stride
        }
        let half: Int32 = 1 << (PolyphaseFilter.fractionBits - 1)
        let carry = (low.wrappedSum() &+ half) >> PolyphaseFilter.lowBits
        return Int16(clamping: (high.wrappedSum() &+ carry) >> (PolyphaseFilter.fractionBits - PolyphaseFilter.lowBits))
    }

    /// Eight samples or coefficients, from wherever they lie.
    @inline(__always)
    static func widened(_ numbers: UnsafeRawPointer) -> SIMD8<Int32> {
        SIMD8<Int32>(truncatingIfNeeded: numbers.loadUnaligned(as: SIMD8<Int16>.self))
    }
}
