import Glibc

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

    /// Waits until something lies unread in the socket.
    func waitUntilReadable() async { await with { connection, _ in connection.waitUntilReadable() } }

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
        _ address: SocketAddress, tls: TLSContext? = nil, serverName: String? = nil, deadline: Duration = .patient
    ) async throws(ConnectError) -> Remote {
        record(
            try await Connector.connect(
                host: address.host, port: address.port, tls: tls, serverName: serverName, deadline: deadline, on: self))
    }
}

extension Duration {
    /// Longer than a busy machine makes us wait: a test that reaches it has failed.
    static let patient = Duration.seconds(300)
}

/// Bytes that show what was lost, doubled or moved.
func pattern(_ count: Int) -> [UInt8] {
    // A prime length, so that it does not fit the pieces in which bytes travel.
    let block = (0..<4093).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + block.count)
    while bytes.count < count { bytes += block }
    bytes.removeLast(bytes.count - count)
    return bytes
}

/// Lends loops and ends them.
func withLoops(_ count: Int = 1, _ body: (EventLoopGroup) async throws -> Void) async throws {
    let group = EventLoopGroup(count: count)
    do {
        try await body(group)
        await group.shutDown()
    } catch {
        await group.shutDown()
        throw error
    }
}

/// Lends loops with an echo server on them.
func withEchoServer(
    loops: Int = 1, tls: TLSContext? = nil, _ body: (EventLoopGroup, SocketAddress) async throws -> Void
) async throws {
    try await withLoops(loops) { group in
        let server = try await ListenerGroup(at: .loopback(), tls: tls, on: group) { connection, loop in
            connection.start(Echo(), on: loop)
        }
        try await body(group, server.address)
    }
}

/// Lends both ends of a connection, on one loop, each with a recorder for a delegate.
func withPair(
    client: TLSContext? = nil, server: TLSContext? = nil,
    _ body: (_ client: Remote, _ server: Remote) async throws -> Void
) async throws {
    try await withLoops { group in
        let (accepted, continuation) = AsyncStream.makeStream(of: Remote.self)
        let listeners = try await ListenerGroup(at: .loopback(), tls: server, on: group) { connection, loop in
            continuation.yield(loop.record(connection))
        }
        let dialled = try await group.next().dial(listeners.address, tls: client)
        guard let taken = await accepted.first(where: { _ in true }) else { return }
        try await body(dialled, taken)
    }
}

extension Connection {
    /// Holds the loop until something lies unread, so that its next pass sees it.
    func waitUntilReadable() {
        guard let descriptor = socket?.descriptor.number else { return }
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&entry, 1, -1) < 0, errno == EINTR {}
    }
}

extension Array where Element == UInt8 {
    init(copying span: Span<UInt8>) { self = span.withUnsafeBufferPointer { Array($0) } }
}

/// Lends loops and an address that takes no connection: a listener that nobody accepts from, its queue full.
func withFullListener(_ body: (EventLoopGroup, SocketAddress) async throws -> Void) async throws {
    let listening = try Socket(family: AF_INET)
    try listening.bind(to: .loopback())
    try listening.listen(backlog: 0)
    let address = try listening.localAddress()
    // One more than the backlog is let in; further ones are left without an answer.
    let waiting = try (0..<4).map { _ in try RawClient(of: address) }
    for client in waiting { client.connect() }
    try await withLoops { group in try await body(group, address) }
    withExtendedLifetime(waiting) {}
}

/// A socket that dials and does nothing else.
final class RawClient {
    private let socket: Socket
    private let address: SocketAddress

    init(of address: SocketAddress) throws {
        socket = try Socket(family: address.family)
        self.address = address
    }

    func connect() { _ = socket.connect(to: address) }
}
