import COpenSSL
import Glibc

/// What TLS handshakes cost both sides, without sockets: two sessions talk to each other in memory.
package struct TLSHandshakeCost: Hashable, Sendable, Encodable {
    /// A version that is taken.
    package enum Version: String, CaseIterable, Hashable, Sendable, Encodable {
        case tls12 = "TLS 1.2"
        case tls13 = "TLS 1.3"

        fileprivate var number: Int32 {
            switch self {
            case .tls12: TLS1_2_VERSION
            case .tls13: TLS1_3_VERSION
            }
        }
    }

    package let version: Version
    /// Whether each handshake resumed the session of the one before.
    package let isResumed: Bool
    /// How many were timed.
    package let handshakes: Int
    /// CPU time of the client for one, in microseconds, the session's memory included.
    package let clientMicroseconds: Double
    /// CPU time of the server for one.
    package let serverMicroseconds: Double
    /// Bytes from client to server for one.
    package let bytesSent: Int
    /// Bytes from server to client for one, tickets among them.
    package let bytesReceived: Int
    /// Round trips before the client may speak.
    package let roundTrips: Int

    /// Shakes hands so many times, after once for warming up.
    package static func measure(
        _ version: Version, resuming: Bool, count: Int, certificateFile: String, keyFile: String
    ) throws(TLSError) -> TLSHandshakeCost {
        let server = try TLSContext(
            certificateChainFile: certificateFile, privateKeyFile: keyFile, offersTickets: resuming)
        let client = try TLSContext(clientTrusting: certificateFile, resumesSessions: resuming)
        client.limit(to: version.number)
        _ = try Exchange.run(client, server)
        var total = Exchange()
        for _ in 0..<count {
            let exchange = try Exchange.run(client, server)
            guard exchange.isResumed == resuming else { throw TLSError("a session was not resumed") }
            total.add(exchange)
        }
        return TLSHandshakeCost(
            version: version, isResumed: resuming, handshakes: count,
            clientMicroseconds: total.clientTime / .microseconds(count),
            serverMicroseconds: total.serverTime / .microseconds(count), bytesSent: total.bytesSent / count,
            bytesReceived: total.bytesReceived / count, roundTrips: total.roundTrips / count)
    }
}

/// One handshake, and sums of many.
private struct Exchange {
    var clientTime = Duration.zero
    var serverTime = Duration.zero
    var bytesSent = 0
    var bytesReceived = 0
    var roundTrips = 0
    var isResumed = false

    mutating func add(_ other: Exchange) {
        clientTime += other.clientTime
        serverTime += other.serverTime
        bytesSent += other.bytesSent
        bytesReceived += other.bytesReceived
        roundTrips += other.roundTrips
    }

    static func run(_ clientContext: TLSContext, _ serverContext: TLSContext) throws(TLSError) -> Exchange {
        var exchange = Exchange()
        let start = Self.threadTime()
        var client = End(try TLSSession(clientContext, serverName: "localhost"))
        exchange.clientTime += Self.threadTime() - start
        let middle = Self.threadTime()
        var server = End(try TLSSession(serverContext))
        exchange.serverTime += Self.threadTime() - middle

        var toServer = try exchange.time(\.clientTime) { () throws(TLSError) in try client.take([]) }
        while !toServer.isEmpty {
            exchange.bytesSent += toServer.count
            if !client.isDone { exchange.roundTrips += 1 }
            let toClient = try exchange.time(\.serverTime) { () throws(TLSError) in try server.take(toServer) }
            exchange.bytesReceived += toClient.count
            toServer = try exchange.time(\.clientTime) { () throws(TLSError) in try client.take(toClient) }
        }
        exchange.isResumed = client.session.isResumed
        // A session whose connection ends without `close_notify` is not resumed.
        var sealed: [UInt8] = []
        client.session.sealEnd(sealed: &sealed)
        return exchange
    }

    private mutating func time<Value>(
        _ sum: WritableKeyPath<Exchange, Duration>, _ body: () throws(TLSError) -> Value
    ) throws(TLSError) -> Value {
        let start = Self.threadTime()
        let value = try body()
        self[keyPath: sum] += Self.threadTime() - start
        return value
    }

    private static func threadTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// One side.
private struct End: ~Copyable {
    var session: TLSSession
    var isDone = false

    init(_ session: consuming TLSSession) { self.session = session }

    /// Takes what the other side sent, and says what goes back.
    mutating func take(_ bytes: [UInt8]) throws(TLSError) -> [UInt8] {
        var answer: [UInt8] = []
        try bytes.withUnsafeBufferPointer { (bytes) throws(TLSError) in
            var rest = UnsafeRawBufferPointer(bytes)
            if !isDone {
                switch session.handshake(&rest, sealed: &answer) {
                case .needsMore: return
                case .done: isDone = true
                case .failed(let error): throw error
                }
            }
            try readTickets(&rest, &answer)
        }
        return answer
    }

    private mutating func readTickets(
        _ rest: inout UnsafeRawBufferPointer, _ answer: inout [UInt8]
    ) throws(TLSError) {
        var room = [UInt8](repeating: 0, count: rest.isEmpty ? 0 : TLSSession.recordByteCount)
        guard !room.isEmpty else { return }
        let opened = room.withUnsafeMutableBytes { session.open(&rest, into: $0, sealed: &answer) }
        if case .failed(let error) = opened { throw error }
    }
}
