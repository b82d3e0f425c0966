import HTTP
import Synchronization
import Testing
import Transport
import WebSocket

/// A WebSocket that lives on a loop and is steered from a test.
struct Peer: Sendable {
    /// What it heard.
    enum Heard: Sendable, Equatable {
        case text(String)
        case binary(Int)
        case closed(CloseReason)
    }

    private let loop: EventLoop
    private let number: Int
    private let heard: AsyncStream<Heard>

    /// Takes a socket over, on its loop.
    init(_ socket: WebSocketConnection, on loop: isolated EventLoop) {
        let (stream, continuation) = AsyncStream.makeStream(of: Heard.self)
        self.loop = loop
        heard = stream
        number = PeerTable.on(loop).add(socket)
        socket.delegate = PeerEar(continuation)
    }

    /// Opens a socket.
    static func connect(to url: String, headers: HTTPHeaders = [:], on loop: EventLoop) async throws -> Peer {
        try await connect(url, headers, loop)
    }

    private static func connect(_ url: String, _ headers: HTTPHeaders, _ loop: isolated EventLoop) async throws -> Peer
    {
        let settings = WebSocketConnection.ClientSettings(
            limits: WebSocketLimits(maximumMessageSize: 1 << 20), headers: headers)
        return Peer(try await WebSocketConnection.connect(to: url, settings: settings, on: loop), on: loop)
    }

    /// Sends a text message.
    func send(_ text: String) async {
        let bytes = Array(text.utf8)
        await onSocket { $0.send(text: bytes.span, on: $1) }
    }

    /// Sends a message that is written here.
    func send(_ write: (inout [UInt8]) -> Void) async {
        var bytes: [UInt8] = []
        write(&bytes)
        let message = bytes
        await onSocket { $0.send(text: message.span, on: $1) }
    }

    /// Sends a binary message.
    func send(binary bytes: [UInt8]) async { await onSocket { $0.send(binary: bytes.span, on: $1) } }

    /// Starts the closing handshake.
    func close(_ code: CloseCode, _ reason: String = "") async {
        await onSocket { $0.close(code, reason: reason, on: $1) }
    }

    /// Hears nothing more, as behind a network that is gone, and so answers no ping.
    func vanish() async { await onSocket { $0.setReading(false, on: $1) } }

    /// Drops the connection.
    func abort() async { await onSocket { $0.abort(on: $1) } }

    /// The next thing heard; waits for it.
    func next() async -> Heard? {
        var iterator = heard.makeAsyncIterator()
        return await iterator.next()
    }

    /// The next text message; anything else is a mistake.
    func nextText(sourceLocation: SourceLocation = #_sourceLocation) async -> String {
        let next = await next()
        guard case .text(let text) = next else {
            Issue.record("a text message was due, not \(String(describing: next))", sourceLocation: sourceLocation)
            return ""
        }
        return text
    }

    /// How the socket ended; what it hears before is skipped.
    func end() async -> CloseReason? {
        while let heard = await next() {
            if case .closed(let reason) = heard { return reason }
        }
        return nil
    }

    private func onSocket(_ body: @Sendable (WebSocketConnection, isolated EventLoop) -> Void) async {
        await loop.run { loop in
            guard let socket = PeerTable.on(loop)[number] else { return }
            body(socket, loop)
        }
    }
}

/// The sockets of peers on one loop.
private final class PeerTable {
    private var sockets: [WebSocketConnection] = []

    static func on(_ loop: isolated EventLoop) -> PeerTable {
        if let table = loop.attached(PeerTable.self) { return table }
        let table = PeerTable()
        loop.attach(table)
        return table
    }

    func add(_ socket: WebSocketConnection) -> Int {
        sockets.append(socket)
        return sockets.count - 1
    }

    subscript(number: Int) -> WebSocketConnection? { sockets.indices.contains(number) ? sockets[number] : nil }
}

/// Hears for a peer.
private final class PeerEar: WebSocketDelegate {
    private let heard: AsyncStream<Peer.Heard>.Continuation

    init(_ heard: AsyncStream<Peer.Heard>.Continuation) { self.heard = heard }

    func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {
        heard.yield(.text(text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }))
    }

    func webSocket(_ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop) {
        heard.yield(.binary(bytes.count))
    }

    func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {}

    func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {
        heard.yield(.closed(reason))
        heard.finish()
    }
}
