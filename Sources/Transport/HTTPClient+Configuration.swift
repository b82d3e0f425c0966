public import HTTP

extension HTTPClient {
    /// What a client may do and take.
    public struct Configuration: Sendable {
        /// For `https`; required there.
        public var tls: TLSContext?
        /// Judges an address before it is dialled: a name is resolved once, and the address judged is the one dialled.
        /// `nil` allows all.
        public var policy: (@Sendable (SocketAddress) -> Bool)?
        /// The largest body of an answer, in bytes. 1 MiB.
        public var answerLimit = 1 << 20
        /// What is taken of an answer's head and of its framing.
        public var limits = HTTPLimits()
        /// Most idle connections kept for one scheme, host and port. 4.
        public var idleConnectionsPerOrigin = 4
        /// An idle connection is closed after so long: before most servers do it, which is often 30 s or more. 20 s.
        public var idleDeadline = Duration.seconds(20)

        /// Makes a configuration.
        public init(tls: TLSContext? = nil, policy: (@Sendable (SocketAddress) -> Bool)? = nil) {
            self.tls = tls
            self.policy = policy
        }
    }
}
