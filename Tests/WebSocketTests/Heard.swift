import WebSocket

/// An event and its payload, as a value to compare.
enum Heard: Equatable {
    case text(String)
    case binary([UInt8])
    case pong
    case closed(UInt16, String, clean: Bool)

    /// The end of a connection whose peer broke a rule.
    static func failed(_ error: WebSocketError) -> Heard { .closed(1006, error.description, clean: false) }
}

extension WebSocketProtocol {
    /// Everything that `next` has.
    mutating func hearAll(now: ContinuousClock.Instant = testStart) -> [Heard] {
        var heard: [Heard] = []
        while let event = next(now: now) { heard.append(hear(event)) }
        return heard
    }

    mutating func receive(_ bytes: [UInt8]) { receive(bytes.span) }

    mutating func sendText(_ bytes: [UInt8]) { sendText(bytes.span) }

    mutating func sendBinary(_ bytes: [UInt8]) { sendBinary(bytes.span) }

    mutating func sendPing(_ bytes: [UInt8]) { sendPing(bytes.span) }

    mutating func takeOutgoing() -> [UInt8] {
        var bytes: [UInt8] = []
        takeOutgoing(into: &bytes)
        return bytes
    }

    private func hear(_ event: WebSocketEvent) -> Heard {
        switch event {
        case .text: .text(String(decoding: message(), as: UTF8.self))
        case .binary: .binary(message())
        case .pong: .pong
        case .closed(let code, let reason, let wasClean): .closed(code.rawValue, reason, clean: wasClean)
        }
    }

    private func message() -> [UInt8] {
        var bytes: [UInt8] = []
        withMessage { span in span.withUnsafeBufferPointer { bytes = Array($0) } }
        return bytes
    }
}

/// Any instant: the protocol looks at differences only.
let testStart = ContinuousClock.now

/// What a protocol makes of bytes that come in these pieces.
struct Session: Equatable {
    var heard: [Heard] = []
    var sent: [UInt8] = []

    init(
        _ pieces: [[UInt8]], role: WebSocketProtocol.Role = .server, limits: WebSocketLimits = WebSocketLimits(),
        deflate: DeflateParameters? = nil, end: Bool = false
    ) {
        var socket = WebSocketProtocol(
            role: role, limits: limits, deflate: deflate, maskingKeys: .fixed(0x37FA_213D))
        for piece in pieces {
            socket.receive(piece)
            heard += socket.hearAll()
        }
        if end {
            socket.receiveEnd()
            heard += socket.hearAll()
        }
        sent = socket.takeOutgoing()
    }

    init(
        _ bytes: [UInt8], role: WebSocketProtocol.Role = .server, limits: WebSocketLimits = WebSocketLimits(),
        deflate: DeflateParameters? = nil, end: Bool = false
    ) {
        self.init([bytes], role: role, limits: limits, deflate: deflate, end: end)
    }
}

/// What a server that broke off with this error has sent.
func farewell(_ error: WebSocketError) -> [UInt8] {
    Wire.close(error.closeCode.rawValue, error.description, key: nil)
}
