public import WebSocket

extension WebSocketConnection {
    /// How an upgrade is accepted.
    public struct ServerSettings: Hashable, Sendable {
        /// What is taken from the peer.
        public var limits: WebSocketLimits
        /// The subprotocols spoken, the preferred first; the first that the client offers is chosen.
        public var subprotocols: [String]
        /// Whether and how messages are compressed where the client offers it; `nil` where they are not.
        public var compression: DeflateSettings?

        /// Makes settings.
        public init(limits: WebSocketLimits, subprotocols: [String] = [], compression: DeflateSettings? = nil) {
            self.limits = limits
            self.subprotocols = subprotocols
            self.compression = compression
        }
    }
}
