/// What `WebSocketProtocol.next` found.
public enum WebSocketEvent: Hashable, Sendable {
    /// A whole text message, valid UTF-8; read it with `withMessage` before the next `next`.
    case text
    /// A whole binary message; read it likewise.
    case binary
    /// An answer to a ping of ours, or a pong that nobody asked for.
    case pong
    /// The last event. The code is the one received, 1005 for a close frame without one, 1006 where no close frame came;
    /// the reason is the peer's, or a few words about what went wrong. Clean means that both sides sent a close frame.
    case closed(CloseCode, reason: String, wasClean: Bool)
}
