/// One direction of a call: turns sound of one format into another, chunk by chunk, as if it were one piece.
///
/// Call ``convert(_:into:)`` for each chunk; call ``finish(into:)`` at the end of a response, and ``reset()`` after an
/// interruption. Chunks may have any size and be cut anywhere. Nothing is allocated after `init` but by the growth of the
/// output.
public struct AudioConverter: ~Copyable {
    /// What comes in.
    public let input: AudioFormat
    /// What goes out.
    public let output: AudioFormat

    /// Bytes worked on at a time: 20 ms. It bounds what is kept here, whatever the size of a chunk.
    private let sliceLength: Int
    private var resampler: Resampler
    /// The first half of a sample whose second half has not come yet.
    private var oddByte: UInt8?
    /// Samples at the input's rate, then at the output's. Emptied and refilled for each slice.
    private var samples: [Int16] = []
    private var resampled: [Int16] = []

    /// Makes a converter between any two of ``AudioFormat/all``, or formats of other rates within ``Resampler/rates``.
    public init(from input: AudioFormat, to output: AudioFormat) {
        self.input = input
        self.output = output
        sliceLength = input.bytesPerSecond / 50
        resampler = Resampler(from: input.sampleRate, to: output.sampleRate)
        // A sample that was begun before may be one more, and a slice may call for one more of the other rate.
        samples.reserveCapacity(input.sampleRate / 50 + 1)
        resampled.reserveCapacity(output.sampleRate / 50 + 2)
    }

    /// What it does, for a log line: `mulaw 8000 -> pcm16 16000`.
    public var description: String { "\(input) -> \(output)" }

    /// Samples of the output by which the sound is late: up to 1.5 ms at a lower rate of 8,000 Hz, 0 between equal rates.
    public var delay: Int { resampler.delay }

    /// Appends the converted sound. An odd trailing byte of PCM waits for the next chunk.
    public mutating func convert(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + sliceLength)
            convertSlice(bytes.extracting(start..<end), into: &output)
            start = end
        }
    }

    /// Appends what the filter still holds of the sound so far, so that its end is heard, and starts afresh.
    ///
    /// Where the same sound may yet go on, keep the first half of a sample: without it, what follows would be noise.
    public mutating func finish(into output: inout [UInt8], keepingOddByte: Bool = false) {
        if !keepingOddByte { oddByte = nil }
        resampled.removeAll(keepingCapacity: true)
        resampler.finish(into: &resampled)
        encode(resampled, into: &output)
    }

    /// Forgets the first half of a sample: what comes next begins with a whole one.
    public mutating func dropOddByte() { oddByte = nil }

    /// Forgets what came before: filter history and an odd byte.
    public mutating func reset() {
        oddByte = nil
        resampler.reset()
    }
}

private extension AudioConverter {
    mutating func convertSlice(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
        samples.removeAll(keepingCapacity: true)
        switch input.encoding {
        case .muLaw:
            guard input != self.output else { return append(bytes, to: &output) }
            MuLaw.decode(bytes, into: &samples)
        case .pcm16:
            decodePCM(bytes)
        }
        guard input.sampleRate != self.output.sampleRate else { return encode(samples, into: &output) }
        resampled.removeAll(keepingCapacity: true)
        Self.resample(samples, with: &resampler, into: &resampled)
        encode(resampled, into: &output)
    }

    /// The three are parts of one converter; as parameters, the compiler sees that they are apart.
    static func resample(_ samples: [Int16], with resampler: inout Resampler, into resampled: inout [Int16]) {
        resampler.process(samples.span, into: &resampled)
    }

    /// Decodes whole samples, the first of which may have begun in the chunk before.
    mutating func decodePCM(_ bytes: Span<UInt8>) {
        var rest = bytes
        if let first = oddByte {
            samples.append(Int16(bitPattern: UInt16(first) | UInt16(rest[0]) << 8))
            rest = rest.extracting(droppingFirst: 1)
            oddByte = nil
        }
        PCM16.decode(rest, into: &samples)
        if rest.count % 2 != 0 { oddByte = rest[rest.count - 1] }
    }

    func encode(_ samples: [Int16], into output: inout [UInt8]) {
        switch self.output.encoding {
        case .muLaw: MuLaw.encode(samples.span, into: &output)
        case .pcm16: PCM16.encode(samples.span, into: &output)
        }
    }

    func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        bytes.withUnsafeBufferPointer { output.append(contentsOf: $0) }
    }
}
