public import HTTP
public import Telemetry
public import WebSocket

extension WebSocketConnection {
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
        /// The subprotocols offered, the preferred first.
        public var subprotocols: [String]
        /// The compression offered; `nil` offers none.
        public var compression: DeflateSettings?
        /// Counts and logs what the server does wrong, where it is to be counted.
        public var violations: Violations?

        /// Makes settings.
        public init(
            limits: WebSocketLimits, deadline: Duration = .seconds(5), tls: TLSContext? = nil,
            headers: HTTPHeaders = [:], subprotocols: [String] = [], compression: DeflateSettings? = nil
        ) {
            self.limits = limits
            self.deadline = deadline
            self.tls = tls
            self.headers = headers
            self.subprotocols = subprotocols
            self.compression = compression
        }
    }
}
