extension WebSocketProtocol {
    /// Sends a text message, which must be UTF-8. Like all that is sent it has no effect once closing.
    public mutating func sendText(_ text: Span<UInt8>) {
        guard state == .open else { return }
        encoder.append(.text, text, to: &outgoing)
    }

    /// Sends a binary message.
    public mutating func sendBinary(_ bytes: Span<UInt8>) {
        guard state == .open else { return }
        encoder.append(.binary, bytes, to: &outgoing)
    }

    /// Sends a ping; `next` returns `.pong` when it is answered. The payload is cut to 125 bytes.
    public mutating func sendPing(_ payload: Span<UInt8>) {
        guard state == .open else { return }
        encoder.appendControl(.ping, payload.extracting(first: FrameHeader.longestShortPayload), to: &outgoing)
    }

    /// Starts the closing handshake; `next` returns `.closed` when the peer has answered. A code that may not be sent (1005,
    /// 1006, 1015 and those without a meaning) becomes a close frame without one; the reason is cut to 123 bytes.
    public mutating func sendClose(code: CloseCode, reason: String = "") {
        guard state == .open else { return }
        append(CloseFrame(code: code, reason: reason))
        state = .closing
    }

    /// Appends what waits to be sent, and forgets it.
    public mutating func takeOutgoing(into output: inout [UInt8]) {
        guard !outgoing.isEmpty else { return }
        output.append(contentsOf: outgoing)
        outgoing.removeAll(keepingCapacity: outgoing.capacity <= Inbox.keptCapacity)
    }

    /// Whether anything waits for `takeOutgoing`.
    public var hasOutgoing: Bool { !outgoing.isEmpty }

    mutating func sendDeferredPong() {
        guard state == .open, let payload = deferredPong.take() else { return }
        encoder.appendControl(.pong, payload.span, to: &outgoing)
    }

    mutating func append(_ frame: CloseFrame) {
        encoder.appendControl(.close, frame.payload.span, to: &outgoing)
    }
}

/// Messages written where they will be sent from.
extension WebSocketProtocol {
    /// Sends a text message that the closure appends to the output; header and mask are put around it there, so that it is
    /// written once and not copied. The closure only appends. Without effect, and the closure not called, once closing.
    ///
    /// What waits for `takeOutgoing` goes first: a peer that pings inside a fragmented message expects its pong before the
    /// answer to that message.
    public mutating func sendText(into output: inout [UInt8], _ body: (inout [UInt8]) -> Void) {
        send(.text, into: &output, body)
    }

    /// Sends a binary message likewise.
    public mutating func sendBinary(into output: inout [UInt8], _ body: (inout [UInt8]) -> Void) {
        send(.binary, into: &output, body)
    }

    /// Sends a text message straight into the output.
    public mutating func sendText(_ text: Span<UInt8>, into output: inout [UInt8]) {
        guard state == .open else { return }
        takeOutgoing(into: &output)
        encoder.append(.text, text, to: &output)
    }

    /// Sends a binary message likewise.
    public mutating func sendBinary(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
        guard state == .open else { return }
        takeOutgoing(into: &output)
        encoder.append(.binary, bytes, to: &output)
    }

    private mutating func send(_ opcode: Opcode, into output: inout [UInt8], _ body: (inout [UInt8]) -> Void) {
        guard state == .open else { return }
        takeOutgoing(into: &output)
        encoder.append(opcode, to: &output, body)
    }
}
