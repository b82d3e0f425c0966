public import HTTP
public import WebSocket

/// Answers requests, off the loops.
public protocol HTTPResponder: Sendable {
    /// Answers one request. Whatever it throws at itself must become a response.
    @concurrent func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse
    /// The largest body taken for this head, in bytes; judged before the body is read (413).
    func bodyLimit(for head: HTTPRequest) -> Int
}

/// What becomes of an upgrade request.
public enum WebSocketDecision: Sendable {
    /// Not a path of ours: the responder answers it.
    case decline
    /// Answer this and no more.
    case refuse(HTTPResponse)
    /// Upgrade.
    case accept(WebSocketLimits)
}

/// Takes WebSockets in. Called on the loop that the connection came to.
public protocol WebSocketAcceptor: Sendable {
    /// Judges an upgrade request; no I/O here.
    func decide(_ request: HTTPRequest, from peer: SocketAddress) -> WebSocketDecision
    /// Takes the socket; the delegate must be set before this returns.
    func accept(
        _ socket: WebSocketConnection, request: HTTPRequest, from peer: SocketAddress, on loop: isolated EventLoop)
}

/// An HTTP/1.1 server: a listener on every loop of a group.
public final class HTTPServer: Sendable {
    /// Where and how to listen; the figures are the defaults of the threat model.
    public struct Configuration: Sendable {
        /// Where to listen; port 0 asks for a free one.
        public var address: SocketAddress
        /// TLS for the listener.
        public var tls: TLSContext?

        /// Makes a configuration.
        public init(address: SocketAddress, tls: TLSContext? = nil) {
            self.address = address
            self.tls = tls
        }
    }

    /// Where it listens, with the real port.
    public let address: SocketAddress

    /// Starts listening.
    public init(
        _ configuration: Configuration, on group: EventLoopGroup, responder: any HTTPResponder,
        acceptor: (any WebSocketAcceptor)? = nil
    ) async throws { fatalError("stub") }

    /// Stops listening and closes idle connections; WebSockets live on.
    public func stop() async { fatalError("stub") }
}
