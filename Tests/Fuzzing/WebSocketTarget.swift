import WebSocket

extension FuzzTarget {
    /// Frames, as either role gets them. The first byte chooses: 1 the client's side, 2 roomy limits, 4 compression,
    /// 8 without a context kept, the three bits above the size of its window.
    static let webSocket = FuzzTarget("websocket", upTo: 2048) { bytes throws(FuzzFinding) in
        let input = FuzzInput(bytes)
        let end = WebSocketEnd(input)
        let whole = WebSocketHearing([input.bytes], at: end)
        try demandSame(whole, WebSocketHearing(input.pieces, at: end), "pieces change nothing")
        try whole.judge(end.limits)
        try whole.judgeSent(by: end)
        try whole.repeatMessages(to: end)
    }
}

/// One end of a connection.
private struct WebSocketEnd {
    var role: WebSocketProtocol.Role
    var limits = WebSocketLimits()
    let deflate: DeflateParameters?

    init(_ input: FuzzInput) {
        role = input.chooses(0) ? .client : .server
        if !input.chooses(1) { limits = WebSocketLimits(maximumMessageSize: 300, maximumControlFramesPerSecond: 4) }
        let direction = DeflateDirection(windowBits: 8 + input.number(at: 4), keepsContext: !input.chooses(3))
        deflate = input.chooses(2) ? DeflateParameters(client: direction, server: direction) : nil
    }

    /// The same end or the other one, with room for anything.
    func roomy(_ role: WebSocketProtocol.Role) -> WebSocketEnd {
        var end = self
        end.role = role
        end.limits = WebSocketLimits(maximumControlFramesPerSecond: .max)
        return end
    }

    func open() -> WebSocketProtocol {
        WebSocketProtocol(role: role, limits: limits, deflate: deflate, maskingKeys: .seeded(1))
    }
}

/// All that one end of a connection got from bytes, and what it sent back.
private struct WebSocketHearing: Equatable {
    var heard: [Heard] = []
    var sent: [UInt8] = []

    enum Heard: Equatable {
        case text([UInt8])
        case binary([UInt8])
        case pong
        case closed(CloseCode, String, wasClean: Bool)
    }

    /// Several pieces are read with the buffer handed out, one piece with it lent: the two ways must not differ.
    init(_ pieces: [[UInt8]], at end: WebSocketEnd) {
        var socket = end.open()
        for piece in pieces {
            socket.receive(piece.span)
            if pieces.count > 1 { hearHandedOut(&socket) } else { hearLent(&socket) }
        }
        socket.receiveEnd()
        hearLent(&socket)
        socket.takeOutgoing(into: &sent)
    }

    private static let now = ContinuousClock.now

    private mutating func hearLent(_ socket: inout WebSocketProtocol) {
        while let event = socket.next(now: Self.now) {
            var payload: [UInt8] = []
            socket.withMessage { payload = Self.copy($0) }
            heard.append(Self.heard(event, payload))
        }
    }

    private mutating func hearHandedOut(_ socket: inout WebSocketProtocol) {
        var message = WebSocketMessage()
        while let event = socket.next(now: Self.now, into: &message) {
            var payload: [UInt8] = []
            message.withBytes { payload = Self.copy($0) }
            heard.append(Self.heard(event, payload))
        }
        socket.takeBack(&message)
    }

    private static func copy(_ bytes: Span<UInt8>) -> [UInt8] { bytes.withUnsafeBufferPointer { Array($0) } }

    private static func heard(_ event: WebSocketEvent, _ payload: [UInt8]) -> Heard {
        switch event {
        case .text: .text(payload)
        case .binary: .binary(payload)
        case .pong: .pong
        case .closed(let code, let reason, let wasClean): .closed(code, reason, wasClean: wasClean)
        }
    }
}

extension WebSocketHearing {
    /// One end, at the end; text that is text; nothing beyond the limits.
    func judge(_ limits: WebSocketLimits) throws(FuzzFinding) {
        for (index, heard) in heard.enumerated() {
            switch heard {
            case .text(let bytes):
                try demand(bytes.count <= limits.maximumMessageSize, "a text of \(bytes.count) bytes")
                try demand(String(validating: bytes, as: UTF8.self) != nil, "a text that is not UTF-8")
            case .binary(let bytes):
                try demand(bytes.count <= limits.maximumMessageSize, "a message of \(bytes.count) bytes")
            case .pong: break
            case .closed: try demand(index == self.heard.count - 1, "an event after the end")
            }
        }
        guard case .closed = heard.last else { throw FuzzFinding(description: "no end") }
    }

    /// What was sent back are pongs and at most one close frame, and the other end has nothing to object.
    func judgeSent(by end: WebSocketEnd) throws(FuzzFinding) {
        var other = end.roomy(end.role.other).open()
        other.receive(sent.span)
        while let event = other.next(now: Self.now) {
            switch event {
            case .pong: break
            case .closed: try demandSame(other.failure, nil, "the other end takes what is sent")
            case .text, .binary: throw FuzzFinding(description: "a message sent unasked")
            }
        }
    }

    /// The messages, sent by the other end in frames of its own, come out the same.
    func repeatMessages(to end: WebSocketEnd) throws(FuzzFinding) {
        var other = end.roomy(end.role.other).open()
        var messages: [Heard] = []
        for heard in heard {
            switch heard {
            case .text(let bytes): other.sendText(bytes.span)
            case .binary(let bytes): other.sendBinary(bytes.span)
            case .pong, .closed: continue
            }
            messages.append(heard)
        }
        var wire: [UInt8] = []
        other.takeOutgoing(into: &wire)
        let again = WebSocketHearing([wire], at: end.roomy(end.role))
        try demandSame(Array(again.heard.dropLast()), messages, "messages sent again are the same")
    }
}

extension WebSocketProtocol.Role {
    fileprivate var other: WebSocketProtocol.Role {
        switch self {
        case .client: .server
        case .server: .client
        }
    }
}
