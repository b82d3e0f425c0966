/// Writes messages and control frames, the messages compressed where that was agreed.
struct MessageEncoder: ~Copyable {
    private var frames: FrameEncoder
    /// `nil` where messages are sent as they are.
    private var deflater: Deflater?
    /// A message on its way into the deflater. Its memory is kept.
    private var plain: [UInt8] = []

    init(masks: Bool, maskingKeys: consuming MaskingKeySource, compressing direction: DeflateDirection?) {
        frames = FrameEncoder(masks: masks, maskingKeys: maskingKeys)
        if let direction { deflater = Deflater(direction) }
    }

    /// How much memory the buffers hold, in bytes.
    var heldCapacity: Int { plain.capacity }

    /// Gives back what is kept for messages to come. The compressor's window is part of what was agreed on, and stays.
    mutating func giveBackMemory() {
        plain = []
        frames.giveBackMemory()
    }

    /// Appends a whole message.
    mutating func append(_ opcode: Opcode, _ message: Span<UInt8>, to output: inout [UInt8]) {
        guard deflater != nil else { return frames.append(opcode, message, to: &output) }
        appendCompressed(opcode, message, to: &output)
    }

    /// Appends a message that the closure appends.
    mutating func append(_ opcode: Opcode, to output: inout [UInt8], _ body: (inout [UInt8]) -> Void) {
        guard deflater != nil else {
            let start = frames.begin(in: &output)
            body(&output)
            return frames.finish(opcode, start, in: &output)
        }
        var message: [UInt8] = []
        swap(&message, &plain)
        body(&message)
        appendCompressed(opcode, message.span, to: &output)
        guard message.capacity <= Inbox.keptCapacity else { return }
        message.removeAll(keepingCapacity: true)
        swap(&message, &plain)
    }

    /// Appends a control frame. Those are never compressed (RFC 7692, 5.1).
    mutating func appendControl(_ opcode: Opcode, _ payload: Span<UInt8>, to output: inout [UInt8]) {
        frames.append(opcode, payload, to: &output)
    }

    /// Appends a control frame that carries bytes of the inbox.
    mutating func appendControl(
        _ opcode: Opcode, _ range: Range<Int>, of inbox: borrowing Inbox, to output: inout [UInt8]
    ) {
        frames.append(opcode, inbox.storage.span.extracting(range), to: &output)
    }

    private mutating func appendCompressed(_ opcode: Opcode, _ message: Span<UInt8>, to output: inout [UInt8]) {
        let start = frames.begin(in: &output)
        deflater?.deflate(message, into: &output)
        frames.finish(opcode, isCompressed: true, start, in: &output)
    }
}
