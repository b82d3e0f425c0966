/// Hears what comes over a WebSocket. Called on the socket's loop, and never from within a call to the socket.
public protocol WebSocketDelegate: AnyObject {
    /// A whole text message, valid UTF-8; the span lives until the call returns. The socket may be used meanwhile.
    func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop)
    /// A whole binary message.
    func webSocket(_ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop)
    /// The bytes waiting to be sent passed the high-water mark (`true`) or fell below half of it (`false`).
    func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop)
    /// The socket has ended; nothing more comes. Called exactly once.
    func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop)
}
