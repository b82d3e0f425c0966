public import HTTP
public import WebSocket

/// How a WebSocket ended, seen from here.
public struct CloseReason: Hashable, Sendable {
    /// The code of the close frame received; 1006 where none came.
    public let code: CloseCode
    /// The text of the close frame received, or of the error that ended the connection.
    public let reason: String
    /// Whether both sides exchanged close frames.
    public let wasClean: Bool

    /// Makes a reason.
    public init(code: CloseCode, reason: String, wasClean: Bool) {
        self.code = code
        self.reason = reason
        self.wasClean = wasClean
    }
}

/// Hears what comes over a WebSocket. Called on the socket's loop.
public protocol WebSocketDelegate: AnyObject {
    /// A whole text message, valid UTF-8; the span lives until the call returns.
    func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop)
    /// A whole binary message.
    func webSocket(_ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop)
    /// The bytes waiting to be sent passed the high-water mark (`true`) or fell below half of it (`false`).
    func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop)
    /// The socket has ended; nothing more comes. Called exactly once.
    func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop)
}

/// A WebSocket on its loop: socket, optional TLS, protocol and queue. It keeps its delegate until it has ended.
public final class WebSocketConnection {
    /// How a WebSocket is opened.
    public struct ClientSettings: Sendable {
        /// What is taken from the peer.
        public var limits: WebSocketLimits
        /// For name, TCP, TLS and upgrade together.
        public var deadline: Duration
        /// For `wss`; required there.
        public var tls: TLSContext?
        /// More header fields of the upgrade request.
        public var headers: HTTPHeaders

        /// Makes settings.
        public init(
            limits: WebSocketLimits, deadline: Duration = .seconds(5), tls: TLSContext? = nil,
            headers: HTTPHeaders = [:]
        ) {
            self.limits = limits
            self.deadline = deadline
            self.tls = tls
            self.headers = headers
        }
    }

    /// Hears what comes. Set it before returning from where the connection was handed out.
    public var delegate: (any WebSocketDelegate)?

    init() {}

    /// Opens a WebSocket to a `ws` or `wss` URL, on this loop. Cancelling the task ends the attempt.
    public static func connect(
        to url: String, settings: ClientSettings, on loop: isolated EventLoop
    ) async throws(ConnectError) -> WebSocketConnection { fatalError("stub") }

    /// Sends a text message; it is written before the loop sleeps again. Without effect once closing.
    public func send(text: Span<UInt8>, on loop: isolated EventLoop) { fatalError("stub") }

    /// Sends a binary message.
    public func send(binary: Span<UInt8>, on loop: isolated EventLoop) { fatalError("stub") }

    /// Sends a ping; the pong is swallowed.
    public func ping(on loop: isolated EventLoop) { fatalError("stub") }

    /// Starts the closing handshake; the connection is dropped when the peer has not answered within five seconds.
    public func close(_ code: CloseCode, reason: String = "", on loop: isolated EventLoop) { fatalError("stub") }

    /// Drops the connection at once.
    public func abort(on loop: isolated EventLoop) { fatalError("stub") }

    /// Bytes waiting to be sent.
    public var queuedByteCount: Int { fatalError("stub") }
}
