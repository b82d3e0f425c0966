import Testing
import WebSocket

@testable import Transport

@Suite("Opening WebSockets over loopback", .timeLimit(.minutes(5)))
struct WebSocketOpeningTests {
    private func error(_ url: String, on loop: EventLoop, deadline: Duration = .seconds(60)) async -> ConnectError? {
        do {
            _ = try await loop.open(url, deadline: deadline)
            return nil
        } catch {
            return error
        }
    }

    @Test("a refusal is told with its status and what the body says")
    func refused() async throws {
        let answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 9\r\n\r\nno secret"
        try await withScriptedServer { _ in
            Array(answer.utf8)
        } _: { loop, url, _ in
            #expect(await error(url, on: loop) == .upgradeRefused(status: 401, reason: "no secret"))
        }
    }

    @Test("of a long refusal the beginning is kept, and its end is not waited for")
    func longRefusal() async throws {
        let answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 60000\r\n\r\n" + String(repeating: "x", count: 600)
        try await withScriptedServer { _ in
            Array(answer.utf8)
        } _: { loop, url, _ in
            let reason = String(repeating: "x", count: 512)
            #expect(await error(url, on: loop) == .upgradeRefused(status: 403, reason: reason))
        }
    }

    @Test("a refusal whose body never ends is a refusal all the same at the deadline")
    func endlessRefusal() async throws {
        let answer = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 100\r\n\r\nsorry"
        try await withScriptedServer { _ in
            Array(answer.utf8)
        } _: { loop, url, _ in
            #expect(
                await error(url, on: loop, deadline: .seconds(1))
                    == .upgradeRefused(status: 500, reason: "sorry"))
        }
    }

    @Test("a redirect is not followed")
    func redirect() async throws {
        let answer = "HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        try await withScriptedServer { _ in
            Array(answer.utf8)
        } _: { loop, url, _ in
            #expect(await error(url, on: loop) == .upgradeRefused(status: 302, reason: ""))
        }
    }

    @Test("a 101 that proves nothing is refused")
    func wrongAccept() async throws {
        let answer =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
        try await withScriptedServer { _ in
            Array(answer.utf8)
        } _: { loop, url, _ in
            let reason = HandshakeError.acceptWrong.description
            #expect(await error(url, on: loop) == .upgradeRefused(status: 101, reason: reason))
        }
    }

    @Test("what is not HTTP is refused")
    func notHTTP() async throws {
        try await withScriptedServer { _ in
            Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)
        } _: { loop, url, _ in
            guard case .upgradeRefused(status: 0, _) = await error(url, on: loop) else {
                Issue.record("taken for an answer")
                return
            }
        }
    }

    @Test("a server that never answers is given up at the deadline")
    func silentServer() async throws {
        try await withScriptedServer { _ in
            []
        } _: { loop, url, _ in
            #expect(await error(url, on: loop, deadline: .milliseconds(30)) == .timedOut)
        }
    }

    @Test("a server that ends the connection instead of answering")
    func endedEarly() async throws {
        try await withLoops { group in
            let server = try await ListenerGroup(at: .loopback(), on: group) { $0.close(on: $1) }
            guard case .upgradeRefused(status: 0, _) = await error("ws://\(server.address)/", on: group.next()) else {
                Issue.record("the end is no answer")
                return
            }
        }
    }

    @Test("cancelling the task ends the attempt")
    func cancelled() async throws {
        try await withScriptedServer { _ in
            []
        } _: { loop, url, heard in
            let attempt = Task { await error(url, on: loop) }
            guard case .bytes = await heard.first() else {
                Issue.record("no request came")
                return
            }
            attempt.cancel()
            #expect(await attempt.value == .cancelled)
        }
    }

    @Test("nothing listens, no TLS settings, and URLs that are none")
    func beforeConnecting() async throws {
        try await withLoops { group in
            let loop = group.next()
            let server = try await ListenerGroup(at: .loopback(), on: group) { _, _ in }
            let address = server.address
            await server.stop()
            #expect(await error("ws://\(address)/", on: loop) == .refused("\(address)"))
            #expect(await error("wss://127.0.0.1/", on: loop) == .tls("no TLS settings for a wss URL"))
            #expect(await error("http://127.0.0.1/", on: loop) == .malformedURL("http://127.0.0.1/"))
        }
    }
}
