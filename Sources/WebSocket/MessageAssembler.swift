/// Puts messages together from data frames, inflated where they are compressed, and judges what one frame alone cannot show: the order of fragments, the size
/// of the whole message and, as it arrives, whether text is UTF-8.
struct MessageAssembler: ~Copyable {
    private let sizeLimit: Int
    /// `nil` where no message may be compressed.
    private var inflater: Inflater?
    /// Text or binary while a message is under way.
    private var kind: Opcode?
    private var isCompressed = false
    /// What the headers of this message have announced so far.
    private var announcedByteCount = 0
    private var validator = UTF8Validator()
    /// The payload so far, of a message that did not come in one piece. Its memory is kept.
    private(set) var payload: [UInt8] = []

    init(sizeLimit: Int, inflating direction: DeflateDirection?) {
        self.sizeLimit = sizeLimit
        if let direction { inflater = Inflater(direction) }
    }

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
            isCompressed = header.isCompressed
            announcedByteCount = 0
            validator = UTF8Validator()
        }
        let limit = isCompressed ? compressedSizeLimit : sizeLimit
        guard header.payloadLength <= limit - announcedByteCount else { throw .messageTooLarge(limit: sizeLimit) }
        announcedByteCount += header.payloadLength
    }

    /// Adds a piece of the message out of the inbox, unmasked.
    mutating func append(_ range: Range<Int>, of inbox: borrowing Inbox) throws(WebSocketError) {
        let start = payload.count
        guard isCompressed else {
            payload.append(inbox.storage.span.extracting(range))
            return try validate(from: start)
        }
        let error = inflater?.inflate(inbox.storage.span.extracting(range), into: &payload, limit: sizeLimit)
        try validate(from: start)
        if let error { throw error }
    }

    /// Judges a piece of the message that stays in the inbox.
    mutating func validate(_ range: Range<Int>, of inbox: borrowing Inbox) throws(WebSocketError) {
        guard kind != .text || validator.accept(inbox.storage.span.extracting(range)) else { throw .invalidUTF8 }
    }

    /// Ends the message with its last fragment, and says which kind it is.
    mutating func finish() throws(WebSocketError) -> WebSocketEvent {
        defer { kind = nil }
        if isCompressed {
            let start = payload.count
            let error = inflater?.finish(into: &payload, limit: sizeLimit)
            try validate(from: start)
            if let error { throw error }
        }
        guard kind == .text else { return .binary }
        guard validator.isAtCharacterBoundary else { throw .invalidUTF8 }
        return .text
    }

    /// Judges what has been added to the payload. What came before something else was wrong with the message is judged
    /// first: the verdict must not depend on how the bytes were split into packets.
    private mutating func validate(from start: Int) throws(WebSocketError) {
        guard kind == .text else { return }
        // A copy: while a span of the payload lives, the rest of `self` may not change.
        var validator = validator
        guard validator.accept(payload.span.extracting(start...)) else { throw .invalidUTF8 }
        self.validator = validator
    }

    /// What does not get smaller is sent in stored blocks, which add a few bytes each. Twice the limit is more than any
    /// sender needs for that, and bounds what comes of empty blocks without end.
    private var compressedSizeLimit: Int {
        let (limit, overflow) = sizeLimit.multipliedReportingOverflow(by: 2)
        return overflow ? .max : max(limit, 1024)
    }

    /// Forgets the payload, once its message was read.
    mutating func clear() {
        guard !payload.isEmpty else { return }
        // Twice as much as elsewhere: what is inflated asks for room before it is known how much it needs.
        payload.removeAll(keepingCapacity: payload.capacity <= 2 * Inbox.keptCapacity)
    }

    /// Gives the payload's memory back, between two messages.
    mutating func giveBackMemory() { payload = [] }

    /// Lends the payload out for an empty one, or takes it back; nothing may be appended in between.
    mutating func exchange(_ other: inout [UInt8]) { swap(&payload, &other) }
}
