import HTTP
import Telemetry
import Testing
import WebSocket

@testable import Transport

@Suite("Violations counted by the server") struct ServerViolationsTests {
    @Test("what breaks the rules of HTTP is counted by kind, and logged without what was sent")
    func http() async throws {
        let capture = LogCapture()
        let violations = Violations(log: Log(sink: capture))
        try await withServer(configure: { $0.violations = violations }) { group, server in
            for _ in 1...3 { _ = try await server.exchange("GET /secret HTTP/1.1\r\n\r\n", on: group) }
            _ = try await server.exchange("GET /secret HTTP/1.1\r\nHost : secret\r\n\r\n", on: group)
        }
        #expect(violations.counts == ["http_missing_host": 3, "http_space_before_colon": 1])
        #expect(capture.lines.contains { $0.contains(#""kind":"http_missing_host","count":"1","peer":"127.0.0.1"}"#) })
        #expect(!capture.lines.contains { $0.contains("secret") })
    }

    @Test("good requests, idle connections and clients that go are no violations")
    func none() async throws {
        let violations = Violations()
        let configure = { (configuration: inout HTTPServer.Configuration) in
            configuration.violations = violations
            configuration.idleDeadline = .milliseconds(20)
        }
        try await withServer(configure: configure) { group, server in
            _ = try await server.exchange(HTTPServerTests.get, on: group)
            let remote = try await group.next().dial(server.address)
            await remote.write(Array("GET / HT".utf8))
            await remote.with { $0.abort(on: $1) }
        }
        #expect(violations.counts.isEmpty)
    }

    @Test("connections beyond the limit are counted")
    func tooMany() async throws {
        let violations = Violations()
        let configure = { (configuration: inout HTTPServer.Configuration) in
            configuration.violations = violations
            configuration.connectionLimit = 0
        }
        try await withServer(configure: configure) { group, server in
            let answer = try await server.exchange("", on: group)
            #expect(answer == "")
        }
        #expect(violations.counts == ["http_too_many_connections": 1])
    }

    @Test("a WebSocket's violations are counted beside those of HTTP, and its peer gets its close code")
    func webSocket() async throws {
        let violations = Violations()
        try await withServer(acceptor: AnyAcceptor(), configure: { $0.violations = violations }) { group, server in
            let remote = try await group.next().dial(server.address)
            let upgrade =
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            // A text frame without a mask.
            await remote.write(Array(upgrade.utf8) + [0x81, 0x01, 0x61])
            let answer = await remote.bytesUntilEnd()
            #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 101 "))
            // A close frame with 1002.
            #expect(answer.firstRange(of: [0x03, 0xEA]) != nil)
            await remote.close()
        }
        #expect(violations.counts == ["websocket_frame_not_masked": 1])
    }

    @Test("what a server does wrong on a WebSocket that we opened is counted as well")
    func webSocketClient() async throws {
        let violations = Violations()
        try await withServer(acceptor: AnyAcceptor(words: Array("too long".utf8))) { group, server in
            var settings = WebSocketConnection.ClientSettings(
                limits: WebSocketLimits(maximumMessageSize: 4), deadline: .patient)
            settings.violations = violations
            let client = try await group.next().open("ws://\(server.address)/", settings)
            #expect(await client.closed()?.error == .messageTooLarge(limit: 4))
        }
        #expect(violations.counts == ["websocket_message_too_large": 1])
    }
}

/// Takes every WebSocket and says one thing at most.
private struct AnyAcceptor: WebSocketAcceptor {
    var words: [UInt8] = []

    func decide(_ request: HTTPRequest, from peer: SocketAddress) -> WebSocketDecision {
        .accept(.init(limits: WebSocketLimits()))
    }

    func accept(
        _ socket: WebSocketConnection, request: HTTPRequest, from peer: SocketAddress, on loop: isolated EventLoop
    ) {
        let (_, continuation) = AsyncStream.makeStream(of: SocketHeard.self)
        socket.delegate = SocketRecorder(continuation)
        if !words.isEmpty { socket.send(text: words.span, on: loop) }
    }
}

extension EventLoop {
    fileprivate func open(
        _ url: String, _ settings: WebSocketConnection.ClientSettings
    ) async throws(ConnectError) -> RemoteSocket {
        record(try await WebSocketConnection.connect(to: url, settings: settings, on: self))
    }
}
