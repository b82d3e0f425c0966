extension WebSocketProtocol {
    /// Takes bytes from the peer; then call `next` until it has no more. Whatever comes after the peer's close frame, or
    /// after a failure, is ignored (RFC 6455, 1.4).
    public mutating func receive(_ bytes: Span<UInt8>) {
        guard state != .closed else { return }
        messagePlace = .nowhere
        inbox.append(bytes)
    }

    /// The peer will send no more. What came before is still handed out; then `.closed` with 1006 unless a close frame came.
    public mutating func receiveEnd() {
        peerHasEnded = true
    }

    /// The next event, `nil` when more bytes are needed. The payload of the one before is forgotten. `now` is what control
    /// frames are counted by.
    public mutating func next(now: ContinuousClock.Instant) -> WebSocketEvent? {
        forgetMessage()
        guard state != .closed else { return nil }
        do {
            if let event = try nextInInbox(now: now) { return event }
        } catch {
            return fail(error)
        }
        inbox.giveBackMemory()
        return peerHasEnded ? lose() : nil
    }

    /// Lends the payload of the `.text` or `.binary` that `next` returned last; it is gone with the next `next` or
    /// `receive`. Behind any other event there is nothing to lend and the closure is not called.
    public func withMessage(_ body: (Span<UInt8>) -> Void) {
        switch messagePlace {
        case .nowhere: break
        case .inbox(let range): body(inbox.storage.span.extracting(range))
        case .assembler: body(assembler.payload.span)
        }
    }

    /// As `next(now:)`, with the payload of a message handed out, for callers who must send while they read. The buffer in
    /// `message` comes back with the next call or with `takeBack`; nothing may be received in between.
    public mutating func next(
        now: ContinuousClock.Instant, into message: inout WebSocketMessage
    ) -> WebSocketEvent? {
        takeBack(&message)
        let event = next(now: now)
        lend(&message)
        return event
    }

    /// Takes the buffer of a message back, if it holds one; its payload is forgotten.
    public mutating func takeBack(_ message: inout WebSocketMessage) {
        switch message.origin {
        case .nowhere: return
        case .inbox: inbox.exchange(&message.storage)
        case .assembler: assembler.exchange(&message.storage)
        }
        message.origin = .nowhere
        message.range = 0..<0
    }
}

extension WebSocketProtocol {
    private mutating func lend(_ message: inout WebSocketMessage) {
        switch messagePlace {
        case .nowhere:
            return
        case .inbox(let range):
            message.origin = .inbox
            message.range = range
            inbox.exchange(&message.storage)
        case .assembler:
            message.origin = .assembler
            message.range = assembler.payload.indices
            assembler.exchange(&message.storage)
        }
    }
}

extension WebSocketProtocol {
    private mutating func forgetMessage() {
        messagePlace = .nowhere
        if partialFrame == nil, !assembler.isMessageUnderWay { assembler.clear() }
    }

    private mutating func nextInInbox(now: ContinuousClock.Instant) throws(WebSocketError) -> WebSocketEvent? {
        while true {
            if partialFrame != nil {
                guard try receivePartialPayload() else { return nil }
                if let event = try finishFrame() { return event }
                continue
            }
            guard let header = try decoder.decode(inbox.storage.span.extracting(inbox.unused)) else { return nil }
            if header.opcode.isControl {
                guard inbox.count >= header.byteCount + header.payloadLength else { return nil }
                if let event = try receiveControlFrame(header, now: now) { return event }
            } else if let event = try receiveDataFrame(header) {
                return event
            }
        }
    }

    /// A message in one frame that is here to the end and not compressed stays where it is. Of any other, the payload goes to
    /// the assembler.
    private mutating func receiveDataFrame(_ header: FrameHeader) throws(WebSocketError) -> WebSocketEvent? {
        try assembler.begin(header)
        _ = inbox.take(header.byteCount)
        guard header.isFinal, header.opcode != .continuation, !header.isCompressed,
            inbox.count >= header.payloadLength
        else {
            partialFrame = PartialFrame(header: header)
            return nil
        }
        let range = inbox.take(header.payloadLength)
        inbox.unmask(range, with: header.maskingKey)
        try assembler.validate(range, of: inbox)
        let event = try assembler.finish()
        messagePlace = .inbox(range)
        return event
    }

    /// Moves what is here of the frame's payload; says whether it is complete.
    private mutating func receivePartialPayload() throws(WebSocketError) -> Bool {
        guard var frame = partialFrame else { return false }
        let range = inbox.take(min(frame.missingByteCount, inbox.count))
        inbox.unmask(range, with: frame.header.maskingKey, phase: frame.receivedByteCount)
        try assembler.append(range, of: inbox)
        frame.receivedByteCount += range.count
        partialFrame = frame
        return frame.missingByteCount == 0
    }

    private mutating func finishFrame() throws(WebSocketError) -> WebSocketEvent? {
        defer { partialFrame = nil }
        guard partialFrame?.header.isFinal == true else { return nil }
        let event = try assembler.finish()
        messagePlace = .assembler
        return event
    }

    private mutating func receiveControlFrame(
        _ header: FrameHeader, now: ContinuousClock.Instant
    ) throws(WebSocketError) -> WebSocketEvent? {
        try controlFrameRate.note(at: now)
        _ = inbox.take(header.byteCount)
        let range = inbox.take(header.payloadLength)
        inbox.unmask(range, with: header.maskingKey)
        switch header.opcode {
        case .ping:
            answerPing(range)
            return nil
        case .pong:
            return .pong
        case .close:
            return receiveClose(try CloseFrame(decoding: inbox.storage.span.extracting(range)))
        case .continuation, .text, .binary:
            preconditionFailure("only control frames come here")
        }
    }

    /// RFC 6455, 5.5.3: a pong carries what its ping carried. Nothing follows a close frame of ours.
    private mutating func answerPing(_ payload: Range<Int>) {
        guard state == .open else { return }
        guard !defersPongs else {
            deferredPong = inbox.storage.span.extracting(payload).withUnsafeBufferPointer { Array($0) }
            return
        }
        encoder.appendControl(.pong, payload, of: inbox, to: &outgoing)
    }

    /// How a connection ends:
    ///
    /// 1. We close. `sendClose` sends our close frame; messages of the peer still come in until its close frame does. Then
    ///    `.closed` with the peer's code, clean.
    /// 2. The peer closes. Its code is sent back, without the reason; `.closed` with its code, clean (5.5.1).
    /// 3. Both close at once. Each has sent its frame before it got the other's: as 1, on both sides.
    /// 4. The peer breaks the protocol or a limit. It is told the code of the error, unless our close frame has gone out
    ///    already; `.closed` with 1006 at once, not clean, and nothing more is read (7.1.7).
    /// 5. The peer's bytes end without a close frame: `.closed` with 1006, not clean.
    ///
    /// Afterwards the connection below is closed, by the server first (7.1.1).
    private mutating func receiveClose(_ frame: CloseFrame) -> WebSocketEvent {
        if state == .open { append(CloseFrame(code: frame.code, reason: "")) }
        state = .closed
        return .closed(frame.code, reason: frame.reason, wasClean: true)
    }

    private mutating func fail(_ error: WebSocketError) -> WebSocketEvent {
        if state == .open { append(CloseFrame(code: error.closeCode, reason: error.description)) }
        state = .closed
        failure = error
        return .closed(.abnormal, reason: error.description, wasClean: false)
    }

    private mutating func lose() -> WebSocketEvent {
        state = .closed
        return .closed(.abnormal, reason: "connection lost without a close frame", wasClean: false)
    }
}
