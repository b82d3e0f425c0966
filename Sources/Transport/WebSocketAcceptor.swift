public import HTTP

/// Takes WebSockets in. Called on the loop that the connection came to.
public protocol WebSocketAcceptor: Sendable {
    /// Judges an upgrade request; no I/O here.
    func decide(_ request: HTTPRequest, from peer: SocketAddress) -> WebSocketDecision
    /// Takes the socket; the delegate must be set before this returns.
    func accept(
        _ socket: WebSocketConnection, request: HTTPRequest, from peer: SocketAddress, on loop: isolated EventLoop)
}

/// What becomes of an upgrade request.
public enum WebSocketDecision: Sendable {
    /// Not a path of ours: the responder answers it.
    case decline
    /// Answer this and no more.
    case refuse(HTTPResponse)
    /// Upgrade.
    case accept(WebSocketConnection.ServerSettings)
}
