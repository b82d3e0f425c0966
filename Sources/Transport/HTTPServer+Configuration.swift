import Glibc
public import HTTP
public import Telemetry

extension HTTPServer {
    /// Where and how to listen; the figures are the defaults of the threat model.
    public struct Configuration: Sendable {
        /// Where to listen; port 0 asks for a free one.
        public var address: SocketAddress
        /// TLS for the listener.
        public var tls: TLSContext?
        /// What is taken of a message head and of the framing around a body.
        public var limits = HTTPLimits()

        /// A whole head must have come so long after its first byte; the first one so long after the connection was
        /// accepted, its TLS handshake included. A head half come gets 408. 10 s.
        public var headDeadline = Duration.seconds(10)
        /// A whole body must have come so long after its head (408). 30 s.
        public var bodyDeadline = Duration.seconds(30)
        /// A body must come at this rate, in bytes a second, once `bodyGrace` has passed (408). 1 KiB/s.
        public var minimumBodyRate = 1024
        /// A body may begin as slowly as it likes for so long. 5 s.
        public var bodyGrace = Duration.seconds(5)
        /// Of a streamed body so many bytes wait for the responder; then the client is not read until they are taken. What
        /// was read with the last of them waits too, which is 128 KiB more at most. 64 KiB.
        public var bodyWindow = 64 << 10
        /// After an answer to a body that had not come whole, what still comes of it is dropped for so long: a reset would
        /// destroy the answer on its way to a client that sends first and reads later. 10 s.
        public var unwantedBodyDeadline = Duration.seconds(10)
        /// A connection without a request is closed after so long. 30 s.
        public var idleDeadline = Duration.seconds(30)
        /// A client that takes nothing of an answer for so long is dropped. 15 s.
        public var writeStallLimit = Duration.seconds(15)
        /// After so many requests a connection is closed. 1000.
        public var requestsPerConnection = 1000

        /// Most connections from one address, WebSockets among them; more are closed as they come. 100.
        public var connectionsPerAddress = 100
        /// Most connections in all, WebSockets among them; more are closed as they come. By default four fifths of the
        /// descriptors that the process may have when the configuration is made.
        public var connectionLimit = Self.fourFifthsOfDescriptors()
        /// Addresses that `connectionsPerAddress` does not count: a reverse proxy, Twilio's ranges. This machine by
        /// default, since a proxy or tunnel on it brings everybody's connections.
        public var exemptAddresses = AddressRange.loopback

        /// Hears of answers that cannot be written.
        public var log = Log.silent
        /// Counts and logs what clients do wrong, over HTTP and over the WebSockets taken in.
        public var violations = Violations()

        /// Makes a configuration.
        public init(address: SocketAddress, tls: TLSContext? = nil) {
            self.address = address
            self.tls = tls
        }

        private static func fourFifthsOfDescriptors() -> Int {
            var limit = rlimit()
            // 1024 is what Linux gives a process that asks for nothing.
            guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 / 5 * 4 }
            return Int(clamping: limit.rlim_cur / 5 * 4)
        }
    }
}
