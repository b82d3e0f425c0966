/// Puts messages together from data frames, and judges what one frame alone cannot show: the order of fragments, the size
/// of the whole message and, as it arrives, whether text is UTF-8.
struct MessageAssembler: ~Copyable {
    private let sizeLimit: Int
    /// Text or binary while a message is under way.
    private var kind: Opcode?
    /// What the headers of this message have announced so far.
    private var announcedByteCount = 0
    private var validator = UTF8Validator()
    /// The payload so far, of a message that did not come in one piece. Its memory is kept.
    private(set) var payload: [UInt8] = []

    init(sizeLimit: Int) { self.sizeLimit = sizeLimit }

    /// Whether fragments are still to come.
    var isMessageUnderWay: Bool { kind != nil }

    /// Takes note of a data frame, before a byte of its payload is kept.
    mutating func begin(_ header: FrameHeader) throws(WebSocketError) {
        switch (header.opcode, kind) {
        case (.continuation, nil):
            throw .continuationWithoutMessage
        case (.continuation, .some):
            break
        case (_, .some):
            throw .messageInsideMessage
        case (_, nil):
            kind = header.opcode
            announcedByteCount = 0
            validator = UTF8Validator()
        }
        guard header.payloadLength <= sizeLimit - announcedByteCount else { throw .messageTooLarge(limit: sizeLimit) }
        announcedByteCount += header.payloadLength
    }

    /// Adds a piece of the frame's payload out of the inbox. `phase` is the piece's place in that frame.
    mutating func append(
        _ range: Range<Int>, of inbox: borrowing Inbox, key: MaskingKey?, phase: Int
    ) throws(WebSocketError) {
        let start = payload.count
        payload.append(inbox.storage.span.extracting(range))
        key?.apply(to: &payload, start..<payload.count, phase: phase)
        guard kind == .text else { return }
        // A copy: while a span of the payload lives, the rest of `self` may not change.
        var validator = validator
        guard validator.accept(payload.span.extracting(start...)) else { throw .invalidUTF8 }
        self.validator = validator
    }

    /// Judges a piece of the message that stays in the inbox.
    mutating func validate(_ range: Range<Int>, of inbox: borrowing Inbox) throws(WebSocketError) {
        guard kind != .text || validator.accept(inbox.storage.span.extracting(range)) else { throw .invalidUTF8 }
    }

    /// Ends the message with its last fragment, and says which kind it is.
    mutating func finish() throws(WebSocketError) -> WebSocketEvent {
        defer { kind = nil }
        guard kind == .text else { return .binary }
        guard validator.isAtCharacterBoundary else { throw .invalidUTF8 }
        return .text
    }

    /// Forgets the payload, once its message was read.
    mutating func clear() {
        guard !payload.isEmpty else { return }
        payload.removeAll(keepingCapacity: payload.capacity <= Inbox.keptCapacity)
    }

    /// Lends the payload out for an empty one, or takes it back; nothing may be appended in between.
    mutating func exchange(_ other: inout [UInt8]) { swap(&payload, &other) }
}
