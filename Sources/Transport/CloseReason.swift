public import WebSocket

/// How a WebSocket ended, seen from here.
public struct CloseReason: Hashable, Sendable {
    /// The code of the close frame received; 1005 where it had none, 1006 where no close frame came.
    public let code: CloseCode
    /// The text of the close frame received, or of the error that ended the connection.
    public let reason: String
    /// Whether both sides exchanged close frames.
    public let wasClean: Bool
    /// What the peer did wrong, where that was the end; it was told the error's `closeCode`.
    public let error: WebSocketError?

    /// Makes a reason.
    public init(code: CloseCode, reason: String, wasClean: Bool, error: WebSocketError? = nil) {
        self.code = code
        self.reason = reason
        self.wasClean = wasClean
        self.error = error
    }

    /// The connection went without a close frame.
    static func lost(_ reason: String) -> CloseReason {
        CloseReason(code: .abnormal, reason: reason, wasClean: false)
    }
}

extension CloseReason {
    /// The connection below was lost.
    init(losing error: ConnectionError?) {
        switch error {
        case nil: self = .lost("connection closed here without a close frame")
        case .system(let operation, let errno): self = .lost("\(operation) failed with errno \(errno)")
        case .tls(let words): self = .lost("TLS: \(words)")
        case .writeStalled: self = .lost("the peer takes no bytes")
        case .loopEnded: self = .lost("the event loop ended")
        }
    }
}
