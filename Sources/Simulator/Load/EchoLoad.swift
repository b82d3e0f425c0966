public import Transport
import WebSocket

/// Load for a WebSocket server that sends every message back and runs as another process, whose CPU time and memory are
/// read. All connections are on one loop here.
public struct EchoLoad: Sendable {
    private let url: String
    private let tls: TLSContext?
    private let process: Int32

    /// Against a server at this URL, which is this process.
    public init(url: String, tls: TLSContext?, process: Int32) {
        self.url = url
        self.tls = tls
        self.process = process
    }

    /// Every connection sends a message as soon as the one before has come back. What is counted is the server's work.
    public func throughput(
        messageSize: Int, connections: Int = 64, duration: Duration, on loop: isolated EventLoop
    ) async throws -> EchoThroughput {
        let peers = try await open(connections, messageSize: messageSize, on: loop)
        for peer in peers { peer.run(on: loop) }
        await pause(duration / 4, on: loop)
        let before = usage()
        let (countBefore, start) = (peers.reduce(0) { $0 + $1.echoes }, ContinuousClock.now)
        await pause(duration, on: loop)
        let count = peers.reduce(0) { $0 + $1.echoes } - countBefore
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let after = usage()
        for peer in peers { peer.socket.abort(on: loop) }
        guard let before, let after, peers.allSatisfy({ !$0.isClosed }) else { throw Failure.serverGone }
        // The system counts CPU time in steps of 10 ms.
        guard count > 0, after.user + after.system > before.user + before.system else { throw Failure.tooShort }
        let user = (after.user - before.user) / .seconds(1)
        let system = (after.system - before.system) / .seconds(1)
        return EchoThroughput(
            isSecure: tls != nil, messageSize: messageSize, connections: connections, messages: count,
            seconds: seconds, messagesPerCPUSecond: Double(count) / (user + system),
            userMicrosecondsPerMessage: user * 1e6 / Double(count),
            systemMicrosecondsPerMessage: system * 1e6 / Double(count))
    }

    /// What idle connections take of the server's memory: new ones, and then, all of them, after a message each.
    public func memory(counts: [Int], messageSize: Int, on loop: isolated EventLoop) async throws -> [EchoMemory] {
        // What the server makes once, for its first connection, is not that of the others. It stays open: what it gave back
        // would be used again, and not be counted.
        let first = try await open(1, messageSize: messageSize, on: loop)
        for peer in first { await exchange(peer, on: loop) }
        await settle(on: loop)
        guard let empty = ProcessUsage.memory(of: process) else { throw Failure.serverGone }
        var peers: [EchoPeer] = []
        var found: [EchoMemory] = []
        func note(_ state: EchoMemory.State) throws {
            guard let now = ProcessUsage.memory(of: process) else { throw Failure.serverGone }
            found.append(
                EchoMemory(
                    isSecure: tls != nil, connections: peers.count, state: state,
                    bytesPerConnection: (now - empty) / peers.count))
        }
        for count in counts {
            peers += try await open(count - peers.count, messageSize: messageSize, on: loop)
            await settle(on: loop)
            try note(.new)
        }
        for peer in peers { await exchange(peer, on: loop) }
        await settle(on: loop)
        try note(.used)
        await pause(.seconds(25), on: loop)
        try note(.resting)
        guard peers.allSatisfy({ !$0.isClosed }) else { throw Failure.serverGone }
        for peer in first + peers { peer.socket.abort(on: loop) }
        return found
    }

    /// Why there is no result.
    public enum Failure: Error, Hashable, Sendable {
        /// The server ended, or closed a connection.
        case serverGone
        /// The time was too short for any figure.
        case tooShort
    }
}

private extension EchoLoad {
    func open(_ count: Int, messageSize: Int, on loop: isolated EventLoop) async throws -> [EchoPeer] {
        let settings = WebSocketConnection.ClientSettings(
            limits: WebSocketLimits(maximumMessageSize: 1 << 20), deadline: .seconds(30), tls: tls)
        let message = [UInt8](repeating: 0x2a, count: messageSize)
        var peers: [EchoPeer] = []
        for _ in 0..<count {
            let socket = try await WebSocketConnection.connect(to: url, settings: settings, on: loop)
            peers.append(EchoPeer(socket, message))
        }
        return peers
    }

    func exchange(_ peer: EchoPeer, on loop: isolated EventLoop) async {
        await withCheckedContinuation { continuation in
            peer.exchange(on: loop) { continuation.resume() }
        }
    }

    /// The server has done what its sockets brought; its timers and its allocator are at rest.
    func settle(on loop: isolated EventLoop) async { await pause(.seconds(1), on: loop) }

    func pause(_ duration: Duration, on loop: isolated EventLoop) async {
        await withCheckedContinuation { continuation in
            loop.schedule(after: duration) { continuation.resume() }
        }
    }

    func usage() -> ProcessUsage? { ProcessUsage.of(process, countedIn: nil) }
}

/// One connection: sends the same message again and again, or once.
private final class EchoPeer: WebSocketDelegate {
    let socket: WebSocketConnection
    private(set) var echoes = 0
    private(set) var isClosed = false
    private let message: [UInt8]
    private var isRunning = false
    private var then: (() -> Void)?

    init(_ socket: WebSocketConnection, _ message: [UInt8]) {
        self.socket = socket
        self.message = message
        socket.delegate = self
    }

    func run(on loop: isolated EventLoop) {
        isRunning = true
        send(on: loop)
    }

    func exchange(on loop: isolated EventLoop, then: @escaping () -> Void) {
        guard !isClosed else { return then() }
        self.then = then
        send(on: loop)
    }

    private func send(on loop: isolated EventLoop) {
        let message = message
        socket.send(binary: message.span, on: loop)
    }

    private func finish() {
        let told = then
        then = nil
        told?()
    }

    func webSocket(_ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop) {
        echoes += 1
        if isRunning { send(on: loop) }
        finish()
    }

    func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {
        isClosed = true
        finish()
    }

    func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {}
    func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {}
}
