import HTTP
import Testing
import WebSocket

@testable import Transport

/// What a WebSocket's delegate heard.
enum SocketHeard: Sendable, Equatable {
    case text([UInt8])
    case binary([UInt8])
    case congested(Bool)
    case closed(CloseReason)
}

/// Passes on what it hears, or sends it back.
final class SocketRecorder: WebSocketDelegate {
    private let heard: AsyncStream<SocketHeard>.Continuation
    private let echoes: Bool
    /// Closes its side when it hears this text.
    private let closesOn: [UInt8]?

    init(_ heard: AsyncStream<SocketHeard>.Continuation, echoes: Bool = false, closesOn: String? = nil) {
        self.heard = heard
        self.echoes = echoes
        self.closesOn = closesOn.map { Array($0.utf8) }
    }

    func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {
        let bytes = Array(copying: text)
        heard.yield(.text(bytes))
        if echoes { socket.send(text: text, on: loop) }
        if bytes == closesOn { socket.close(.goingAway, reason: "as told", on: loop) }
    }

    func webSocket(_ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop) {
        heard.yield(.binary(Array(copying: bytes)))
        if echoes { socket.send(binary: bytes, on: loop) }
    }

    func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {
        heard.yield(.congested(isCongested))
    }

    func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {
        heard.yield(.closed(reason))
        heard.finish()
    }
}

/// A WebSocket on its loop, worked from outside.
struct RemoteSocket: Sendable {
    let loop: EventLoop
    let reference: LoopReference<WebSocketConnection>
    let heard: AsyncStream<SocketHeard>

    func with<Value: Sendable>(
        _ body: @Sendable (WebSocketConnection, isolated EventLoop) throws -> Value
    ) async rethrows -> Value {
        try await loop.run { loop in
            guard let socket = loop.references[reference] else { fatalError("the socket is held by the loop") }
            return try body(socket, loop)
        }
    }

    func send(_ text: String) async { await with { $0.send(text: Array(text.utf8).span, on: $1) } }

    func send(binary: [UInt8]) async { await with { $0.send(binary: binary.span, on: $1) } }

    func close(_ code: CloseCode, _ reason: String = "") async { await with { $0.close(code, reason: reason, on: $1) } }

    /// The next message or event; `nil` behind the end.
    func next() async -> SocketHeard? { await heard.first() }

    /// Waits for the end and says how it came.
    func closed() async -> CloseReason? {
        for await heard in heard {
            if case .closed(let reason) = heard { return reason }
        }
        return nil
    }
}

extension EventLoop {
    /// Gives a socket a recorder for a delegate.
    func record(_ socket: WebSocketConnection, echoes: Bool = false, closesOn: String? = nil) -> RemoteSocket {
        let (heard, continuation) = AsyncStream.makeStream(of: SocketHeard.self)
        socket.delegate = SocketRecorder(continuation, echoes: echoes, closesOn: closesOn)
        return RemoteSocket(loop: self, reference: references.add(socket), heard: heard)
    }

    /// Opens a WebSocket with a recorder for a delegate.
    func open(
        _ url: String, limits: WebSocketLimits = .large, deadline: Duration = .seconds(60), headers: HTTPHeaders = [:],
        subprotocols: [String] = [], compression: DeflateSettings? = nil
    ) async throws(ConnectError) -> RemoteSocket {
        record(
            try await WebSocketConnection.connect(
                to: url,
                settings: .init(
                    limits: limits, deadline: deadline, headers: headers, subprotocols: subprotocols,
                    compression: compression),
                on: self))
    }
}

extension WebSocketLimits {
    /// Room for the largest message of these tests.
    static let large = WebSocketLimits(maximumMessageSize: 2 << 20)
}

/// As little of an HTTP server as an upgrade needs: answers the request and hands the connection on.
final class UpgradeOnly: ConnectionDelegate {
    typealias Taker = @Sendable (WebSocketConnection, isolated EventLoop) -> Void

    private let settings: WebSocketConnection.ServerSettings
    private let take: Taker
    private var parser: HTTPRequestParser? = HTTPRequestParser()

    init(_ settings: WebSocketConnection.ServerSettings, take: @escaping Taker) {
        self.settings = settings
        self.take = take
    }

    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {
        parser?.receive(bytes)
        guard let head = try? parser?.nextHead(), let parser = parser.take() else { return }
        var output: [UInt8] = []
        let answer = ServerHandshake.answer(
            head.request, subprotocols: settings.subprotocols, compression: settings.compression)
        switch answer {
        case .accept(let response, let agreement):
            try? HTTPSerializer.append(response, answering: .get, to: &output)
            connection.write(output.span, on: loop)
            let socket = WebSocketConnection(
                accepting: connection, agreement, limits: settings.limits, leftover: parser.leftover(), on: loop)
            take(socket, loop)
        case .refuse(let response):
            try? HTTPSerializer.append(response, answering: .get, keepsAlive: false, to: &output)
            connection.write(output.span, on: loop)
            connection.close(on: loop)
        }
    }

    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) { connection.close(on: loop) }
    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {}
    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {}
}

/// Answers every connection with these bytes once something has come, and records it.
final class Scripted: ConnectionDelegate {
    private let answer: @Sendable ([UInt8]) -> [UInt8]
    private let heard: AsyncStream<Heard>.Continuation
    private var isAnswered = false

    init(_ heard: AsyncStream<Heard>.Continuation, answer: @escaping @Sendable ([UInt8]) -> [UInt8]) {
        self.heard = heard
        self.answer = answer
    }

    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {
        heard.yield(.bytes(Array(copying: bytes)))
        guard !isAnswered else { return }
        isAnswered = true
        connection.write(answer(Array(copying: bytes)).span, on: loop)
    }

    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) {
        heard.yield(.end)
        connection.close(on: loop)
    }

    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {}

    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {
        heard.yield(.closed(error))
        heard.finish()
    }
}

/// Lends a loop with a WebSocket server on it, and what its first socket hears.
func withWebSocketServer(
    limits: WebSocketLimits = .large, subprotocols: [String] = [], compression: DeflateSettings? = nil,
    echoes: Bool = false, closesOn: String? = nil,
    _ body: (EventLoop, _ url: String, _ accepted: AsyncStream<RemoteSocket>) async throws -> Void
) async throws {
    let (accepted, continuation) = AsyncStream.makeStream(of: RemoteSocket.self)
    try await withLoops { group in
        let server = try await ListenerGroup(at: .loopback(), on: group) { connection, loop in
            let settings = WebSocketConnection.ServerSettings(
                limits: limits, subprotocols: subprotocols, compression: compression)
            let upgrade = UpgradeOnly(settings) { socket, loop in
                continuation.yield(loop.record(socket, echoes: echoes, closesOn: closesOn))
            }
            connection.start(upgrade, on: loop)
        }
        try await body(group.next(), "ws://\(server.address)/media", accepted)
    }
}

/// Lends a loop with a server on it that answers the first bytes as told, and what that server hears.
func withScriptedServer(
    answer: @escaping @Sendable ([UInt8]) -> [UInt8],
    _ body: (EventLoop, _ url: String, _ heard: AsyncStream<Heard>) async throws -> Void
) async throws {
    let (heard, continuation) = AsyncStream.makeStream(of: Heard.self)
    try await withLoops { group in
        let server = try await ListenerGroup(at: .loopback(), on: group) { connection, loop in
            connection.start(Scripted(continuation, answer: answer), on: loop)
        }
        try await body(group.next(), "ws://\(server.address)/media", heard)
    }
}

/// The 101 that belongs to an upgrade request.
func upgradeAnswer(_ request: [UInt8]) -> [UInt8] {
    var parser = HTTPRequestParser()
    parser.receive(request.span)
    guard let head = try? parser.nextHead(), case .accept(let response, _) = ServerHandshake.answer(head.request) else {
        fatalError("the client under test sends a whole, valid request")
    }
    var output: [UInt8] = []
    try? HTTPSerializer.append(response, answering: .get, to: &output)
    return output
}

extension AsyncStream {
    /// The next element; `nil` behind the last.
    func first() async -> Element? {
        for await element in self { return element }
        return nil
    }
}
