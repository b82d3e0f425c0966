import Synchronization

@testable import Transport

/// What a connection's delegate heard.
enum Heard: Sendable, Equatable {
    case bytes([UInt8])
    case end
    case congested(Bool)
    case closed(ConnectionError?)
}

/// Passes on what it hears.
final class Recorder: ConnectionDelegate {
    private let heard: AsyncStream<Heard>.Continuation

    init(_ heard: AsyncStream<Heard>.Continuation) { self.heard = heard }

    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {
        heard.yield(.bytes(Array(copying: bytes)))
    }

    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) { heard.yield(.end) }

    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {
        heard.yield(.congested(isCongested))
    }

    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {
        heard.yield(.closed(error))
        heard.finish()
    }
}

/// Sends everything back, and ends when the peer does.
final class Echo: ConnectionDelegate {
    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {
        connection.write(bytes, on: loop)
    }

    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) { connection.close(on: loop) }

    /// Reads no faster than the peer does.
    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {
        connection.setReading(!isCongested, on: loop)
    }

    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {}
}

/// A connection on its loop, worked from outside.
struct Remote: Sendable {
    let loop: EventLoop
    let reference: LoopReference<Connection>
    let heard: AsyncStream<Heard>

    /// Does something with the connection, on its loop.
    func with<Value: Sendable>(
        _ body: @Sendable (Connection, isolated EventLoop) throws -> Value
    ) async rethrows -> Value {
        try await loop.run { loop in
            guard let connection = loop.references[reference] else { fatalError("the connection is held by the loop") }
            return try body(connection, loop)
        }
    }

    func write(_ bytes: [UInt8]) async { await with { $0.write(bytes.span, on: $1) } }

    func close() async { await with { $0.close(on: $1) } }

    /// What comes until the peer ends or the connection does.
    func bytesUntilEnd() async -> [UInt8] {
        var bytes: [UInt8] = []
        for await heard in heard {
            switch heard {
            case .bytes(let more): bytes += more
            case .congested: continue
            case .end, .closed: return bytes
            }
        }
        return bytes
    }

    /// What comes until there are so many bytes.
    func bytes(_ count: Int) async -> [UInt8] {
        var bytes: [UInt8] = []
        for await heard in heard {
            if case .bytes(let more) = heard { bytes += more }
            if bytes.count >= count { return bytes }
        }
        return bytes
    }

    /// Waits for the end and says how it came.
    func closed() async -> ConnectionError?? {
        for await heard in heard {
            if case .closed(let error) = heard { return .some(error) }
        }
        return nil
    }
}

extension EventLoop {
    /// Starts a connection with a recorder for a delegate.
    func record(_ connection: Connection) -> Remote {
        let (heard, continuation) = AsyncStream.makeStream(of: Heard.self)
        connection.start(Recorder(continuation), on: self)
        return Remote(loop: self, reference: references.add(connection), heard: heard)
    }

    /// Opens a connection with a recorder for a delegate.
    func dial(
        _ address: SocketAddress, tls: TLSContext? = nil, serverName: String? = nil, deadline: Duration = .seconds(10)
    ) async throws(ConnectError) -> Remote {
        record(
            try await Connector.connect(
                host: address.host, port: address.port, tls: tls, serverName: serverName, deadline: deadline, on: self))
    }
}

/// Lends loops and ends them.
func withLoops<Value>(_ count: Int = 1, _ body: (EventLoopGroup) async throws -> Value) async throws -> Value {
    let group = EventLoopGroup(count: count)
    do {
        let value = try await body(group)
        await group.shutDown()
        return value
    } catch {
        await group.shutDown()
        throw error
    }
}

/// Lends loops with an echo server on them.
func withEchoServer<Value>(
    loops: Int = 1, tls: TLSContext? = nil, _ body: (EventLoopGroup, SocketAddress) async throws -> Value
) async throws -> Value {
    try await withLoops(loops) { group in
        let server = try await ListenerGroup(at: .loopback(), tls: tls, on: group) { connection, loop in
            connection.start(Echo(), on: loop)
        }
        return try await body(group, server.address)
    }
}

extension Array where Element == UInt8 {
    init(copying span: Span<UInt8>) { self = span.withUnsafeBufferPointer { Array($0) } }
}
