import Foundation
import HTTP
import Synchronization
import TestSupport

@testable import Transport

/// Answers requests with a closure.
struct ClosureResponder: HTTPResponder {
    var limit = 1 << 20
    let answer: @Sendable (HTTPRequest) async -> HTTPResponse

    @concurrent func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse {
        await answer(request)
    }

    func bodyLimit(for head: HTTPRequest) -> Int { limit }

    /// Answers with method, target and body of the request.
    static let echo = ClosureResponder { request in
        let text = "\(request.method.rawValue) \(request.target) \(String(decoding: request.body, as: UTF8.self))"
        return HTTPResponse(.ok, headers: ["Content-Type": "text/plain"], body: Array(text.utf8))
    }
}

/// Lends a server.
func withServer(
    _ responder: any HTTPResponder = ClosureResponder.echo, loops: Int = 1,
    acceptor: (any WebSocketAcceptor)? = nil, configure: (inout HTTPServer.Configuration) -> Void = { _ in },
    _ body: (EventLoopGroup, HTTPServer) async throws -> Void
) async throws {
    try await withLoops(loops) { group in
        var configuration = HTTPServer.Configuration(address: .loopback())
        configure(&configuration)
        let server = try await HTTPServer(configuration, on: group, responder: responder, acceptor: acceptor)
        try await body(group, server)
        await server.stop()
    }
}

extension HTTPServer {
    /// Sends bytes on a connection of their own and returns all that comes until the server ends it.
    func exchange(_ text: String, on group: EventLoopGroup) async throws -> String {
        let remote = try await group.next().dial(address)
        await remote.write(Array(text.utf8))
        let answer = await remote.bytesUntilEnd()
        await remote.close()
        return String(decoding: answer, as: UTF8.self)
    }

    var url: String { "http://\(address)" }
}

/// Runs `curl` and returns what it printed; its messages too where it failed.
func curl(_ arguments: String...) async throws -> String {
    let always = ["--silent", "--show-error", "--max-time", "20"]
    let result = await (try Program(path: "/usr/bin/curl", always + arguments)).result()
    return (result.code == 0 ? "" : "curl failed: " + result.error) + result.output
}

/// A server whose every answer is written beforehand.
final class ScriptedServer: Sendable {
    /// What it does when a request has come.
    enum Step: Sendable {
        case send(String)
        case sendAndClose(String)
        case abort
        case nothing
    }

    private struct State {
        var steps: [Step]
        var requests: [String] = []
        var connectionCount = 0
        var ends = 0
    }

    private let state: Mutex<State>
    private let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    init(_ steps: [Step]) {
        state = Mutex(State(steps: steps))
        (changes, changed) = AsyncStream.makeStream(of: Void.self)
    }

    /// The requests that came, whole.
    var requests: [String] { state.withLock { $0.requests } }
    /// How many connections came.
    var connectionCount: Int { state.withLock { $0.connectionCount } }

    /// Waits until something is so; looks again whenever something happens.
    func wait(until isSo: (ScriptedServer) -> Bool) async {
        if isSo(self) { return }
        for await _ in changes where isSo(self) { return }
    }

    /// How many connections the client ended.
    var endCount: Int { state.withLock { $0.ends } }

    func listen(on group: EventLoopGroup) async throws -> ListenerGroup {
        try await ListenerGroup(at: .loopback(), on: group) { connection, loop in
            self.state.withLock { $0.connectionCount += 1 }
            connection.start(Peer(self), on: loop)
            self.changed.yield()
        }
    }

    private func next(_ request: String) -> Step {
        defer { changed.yield() }
        return state.withLock { state in
            state.requests.append(request)
            return state.steps.isEmpty ? .nothing : state.steps.removeFirst()
        }
    }

    private func ended() {
        state.withLock { $0.ends += 1 }
        changed.yield()
    }

    private final class Peer: ConnectionDelegate {
        private let server: ScriptedServer
        private var request = ""

        init(_ server: ScriptedServer) { self.server = server }

        func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {
            request += String(decoding: Array(copying: bytes), as: UTF8.self)
            // Bodies in these tests end with a bang.
            guard request.hasSuffix("\r\n\r\n") || request.hasSuffix("!") else { return }
            let step = server.next(request)
            request = ""
            switch step {
            case .send(let text):
                connection.write(Array(text.utf8).span, on: loop)
            case .sendAndClose(let text):
                connection.write(Array(text.utf8).span, on: loop)
                connection.close(on: loop)
            case .abort:
                connection.abort(on: loop)
            case .nothing:
                break
            }
        }

        func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) {
            connection.close(on: loop)
            server.ended()
        }

        func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {}
        func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {}
    }
}

/// Opens once; whoever waits goes on.
final class Gate: Sendable {
    private let state = Mutex((isOpen: false, waiting: [CheckedContinuation<Void, Never>]()))

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

extension OutgoingRequest {
    /// A request to a URL that is one.
    static func make(_ method: HTTPMethod, _ url: String, body: String = "") throws -> OutgoingRequest {
        struct NoURL: Error {}
        guard let url = URL(string: url) else { throw NoURL() }
        return OutgoingRequest(method, url, body: Array(body.utf8))
    }
}
