import Foundation
import HTTP
import Synchronization
import TestSupport
import Testing
import Transport
import WebSocket

@testable import CLI

@Suite("websocket autobahn", .timeLimit(.minutes(2)))
struct AutobahnCommandTests {
    @Test("it asks for the count, echoes through every case, and has the reports written")
    func playsEveryCase() async throws {
        let server = FuzzingServer(cases: "2")
        let result = try await server.run { url in
            try await Program.run(["websocket", "autobahn", url + "/", "--agent", "a b", "--json"])
        }
        #expect(result.code == 0, "\(result.error)")
        #expect(result.output.contains(#""agent":"a b","cases":2,"notOpened":[]"#))
        #expect(
            server.heard == [
                "/getCaseCount", "/runCase?case=1&agent=a%20b", "Hello", "/runCase?case=2&agent=a%20b", "Hello",
                "/updateReports?agent=a%20b",
            ])
    }

    @Test("a case whose handshake fails is named, and the others are played")
    func refusedCase() async throws {
        let server = FuzzingServer(cases: "2", refusing: "/runCase?case=1&agent=voicebridge")
        let result = try await server.run { url in try await Program.run(["websocket", "autobahn", url]) }
        #expect(result.code == 1 && result.output.contains("Not opened: 1"), "\(result.output)\(result.error)")
        #expect(
            server.heard.suffix(3) == [
                "/runCase?case=2&agent=voicebridge", "Hello", "/updateReports?agent=voicebridge",
            ])
    }

    @Test("a server that counts no cases, and none at all, end with 1 and words")
    func noServer() async throws {
        let server = FuzzingServer(cases: "many")
        let result = try await server.run { url in try await Program.run(["websocket", "autobahn", url]) }
        #expect(result.code == 1 && result.error.contains("'many' is no number of cases"))
        let nobody = try await Program.run(["websocket", "autobahn", "ws://127.0.0.1:1"])
        #expect(nobody.code == 1 && nobody.error.contains("nothing listens at 127.0.0.1:1"))
    }
}

/// As much of the suite's fuzzing server as the command sees: each case says hello and ends when that comes back.
private final class FuzzingServer: WebSocketAcceptor, HTTPResponder {
    private let cases: String
    private let refused: String?
    private let events = Mutex<[String]>([])

    init(cases: String, refusing refused: String? = nil) {
        self.cases = cases
        self.refused = refused
    }

    /// The targets asked for, and what came back in cases.
    var heard: [String] { events.withLock { $0 } }

    func run<Value: Sendable>(_ body: (_ url: String) async throws -> Value) async throws -> Value {
        let group = EventLoopGroup(count: 1)
        let server = try await HTTPServer(.init(address: .loopback()), on: group, responder: self, acceptor: self)
        let value = try await body("ws://\(server.address)")
        await server.stop()
        await group.shutDown()
        return value
    }

    func decide(_ request: HTTPRequest, from peer: SocketAddress) -> WebSocketDecision {
        events.withLock { $0.append(request.target) }
        return request.target == refused ? .refuse(HTTPResponse(.notFound)) : .accept(.init(limits: WebSocketLimits()))
    }

    func accept(
        _ socket: WebSocketConnection, request: HTTPRequest, from peer: SocketAddress, on loop: isolated EventLoop
    ) {
        socket.delegate = Listener { self.note($0) }
        if request.target.hasPrefix("/runCase") {
            socket.send(text: Array("Hello".utf8).span, on: loop)
        } else {
            if request.target == "/getCaseCount" { socket.send(text: Array(cases.utf8).span, on: loop) }
            socket.close(.normal, on: loop)
        }
    }

    func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse { HTTPResponse(.notFound) }

    func bodyLimit(for head: HTTPRequest) -> Int { 0 }

    private func note(_ event: String) { events.withLock { $0.append(event) } }

    private final class Listener: WebSocketDelegate {
        private let note: (String) -> Void

        init(_ note: @escaping (String) -> Void) { self.note = note }

        func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {
            note(text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
            socket.close(.normal, on: loop)
        }

        func webSocket(
            _ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop
        ) {}

        func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {}

        func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {}
    }
}
