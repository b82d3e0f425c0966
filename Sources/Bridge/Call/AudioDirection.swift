import Audio

/// Sound in one direction of a call: Base64 text in one format becomes Base64 text in another, in memory that is kept.
struct AudioDirection: ~Copyable {
    /// What became of a piece of text.
    enum Outcome: Hashable {
        /// The formats are the same: the text is to be sent as it came.
        case unchanged
        /// The text to send was appended.
        case converted
        /// Nothing came of it yet: the filter holds it, or it was empty.
        case nothing
        /// It is no Base64.
        case malformed
    }

    /// What comes in.
    let input: AudioFormat
    /// What goes out.
    let output: AudioFormat
    /// How many bytes of sound are still held by the filter, in the output format: none before its first and after its last.
    private(set) var heldByteCount = 0

    private var converter: AudioConverter
    private var decoded: [UInt8] = []
    /// The sound that the last piece became, in the output format.
    private(set) var lastOutput: [UInt8] = []
    /// The event whose sound was last begun, and whether it was finished since.
    private var eventID: Int?
    private var isFinished = false

    init(from input: AudioFormat, to output: AudioFormat) {
        self.input = input
        self.output = output
        converter = AudioConverter(from: input, to: output)
    }

    /// Says whose sound comes next.
    ///
    /// A response may go on after it seemed to be over, when what the caller said is told in the midst of it. So half a
    /// sample outlives ``finish(into:)``, and is dropped only where the sound of another event follows.
    mutating func begin(eventID: Int) {
        if isFinished, eventID != self.eventID { converter.dropOddByte() }
        self.eventID = eventID
        isFinished = false
    }

    /// Converts the next piece of the sound and appends its text.
    mutating func convert(_ piece: Span<UInt8>, into text: inout [UInt8]) -> Outcome {
        lastOutput.removeAll(keepingCapacity: true)
        guard !piece.isEmpty else { return .nothing }
        guard input != output else {
            return Base64.decode(piece, into: &lastOutput) ? .unchanged : .malformed
        }
        decoded.removeAll(keepingCapacity: true)
        guard Base64.decode(piece, into: &decoded) else { return .malformed }
        Self.convert(decoded, with: &converter, into: &lastOutput)
        if !lastOutput.isEmpty { heldByteCount = converter.delay * output.bytesPerSecond / output.sampleRate }
        return encode(into: &text)
    }

    /// Converts what the filter still holds, so that the end of the sound is heard, and starts afresh; see ``begin(eventID:)``.
    mutating func finish(into text: inout [UInt8]) -> Outcome {
        lastOutput.removeAll(keepingCapacity: true)
        guard input != output else { return .nothing }
        isFinished = true
        heldByteCount = 0
        converter.finish(into: &lastOutput, keepingOddByte: true)
        return encode(into: &text)
    }

    /// Forgets what came before.
    mutating func reset() {
        heldByteCount = 0
        converter.reset()
    }

    /// How many bytes this text would be in the output format.
    func outputByteCount(of piece: Span<UInt8>) -> Int {
        Base64Text.byteCount(piece) * output.bytesPerSecond / input.bytesPerSecond
    }

    private mutating func encode(into text: inout [UInt8]) -> Outcome {
        guard !lastOutput.isEmpty else { return .nothing }
        Base64.encode(lastOutput.span, into: &text)
        return .converted
    }

    /// A span of one of our own properties would hold all of `self` while another is changed; an array does not.
    private static func convert(
        _ bytes: [UInt8], with converter: inout AudioConverter, into output: inout [UInt8]
    ) {
        converter.convert(bytes.span, into: &output)
    }
}
