import HTTP
import TestSupport
import Testing
import WebSocket

@testable import Transport

@Suite("HTTP server: upgrades and TLS", .timeLimit(.minutes(5)))
struct HTTPServerUpgradeTests {
    /// Takes sockets on `/media`, refuses `/no`, declines everything else.
    struct Acceptor: WebSocketAcceptor {
        let taken: AsyncStream<RemoteSocket>.Continuation

        func decide(_ request: HTTPRequest, from peer: SocketAddress) -> WebSocketDecision {
            switch request.target {
            case "/media": .accept(.init(limits: .large))
            case "/no": .refuse(HTTPResponse(.forbidden, body: Array("not you".utf8)))
            default: .decline
            }
        }

        func accept(
            _ socket: WebSocketConnection, request: HTTPRequest, from peer: SocketAddress, on loop: isolated EventLoop
        ) {
            taken.yield(loop.record(socket, echoes: true))
        }
    }

    func withSockets(
        configure: (inout HTTPServer.Configuration) -> Void = { _ in },
        _ body: (EventLoopGroup, HTTPServer, AsyncStream<RemoteSocket>) async throws -> Void
    ) async throws {
        let (taken, continuation) = AsyncStream.makeStream(of: RemoteSocket.self)
        try await withServer(acceptor: Acceptor(taken: continuation), configure: configure) { group, server in
            try await body(group, server, taken)
        }
    }

    static func upgrade(_ target: String, version: String = "13", http: String = "1.1") -> String {
        "GET \(target) HTTP/\(http)\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: \(version)\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    }

    /// "Hi" as a client's text frame, masked with zeros.
    static let frame: [UInt8] = [0x81, 0x82, 0, 0, 0, 0, 0x48, 0x69]

    @Test("a WebSocket is handed to the acceptor and echoes")
    func accepted() async throws {
        try await withSockets { group, server, _ in
            let client = try await group.next().open("ws://\(server.address)/media")
            await client.send("hello")
            #expect(await client.next() == .text(Array("hello".utf8)))
            await client.close(.normal)
            #expect(await client.closed()?.wasClean == true)
        }
    }

    @Test("a frame that came with the request, after a plain one, is not lost")
    func leftover() async throws {
        try await withSockets { group, server, taken in
            let remote = try await group.next().dial(server.address)
            await remote.write(Array((HTTPServerTests.get + Self.upgrade("/media")).utf8) + Self.frame)
            let socket = try #require(await taken.first())
            #expect(await socket.next() == .text(Array("Hi".utf8)))
            await remote.with { $0.abort(on: $1) }
            #expect(await socket.closed()?.code == .abnormal)
        }
    }

    @Test("a refused upgrade gets its answer and no more")
    func refused() async throws {
        try await withSockets { group, server, _ in
            let answer = try await server.exchange(Self.upgrade("/no") + HTTPServerTests.get, on: group)
            #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
            #expect(answer.hasSuffix("\r\nConnection: close\r\nContent-Length: 7\r\n\r\nnot you"))
        }
    }

    @Test("an upgrade that the acceptor declines, or in HTTP/1.0, is a plain request")
    func declined() async throws {
        try await withSockets { group, server, _ in
            let declined = try await server.exchange(Self.upgrade("/other") + HTTPServerTests.last, on: group)
            #expect(declined.contains("GET /other "))
            #expect(declined.hasSuffix("GET /last "))
            let old = try await server.exchange(Self.upgrade("/media", http: "1.0"), on: group)
            #expect(old.hasSuffix("GET /media "))
        }
    }

    @Test("another WebSocket version gets 426 with ours")
    func wrongVersion() async throws {
        try await withSockets { group, server, _ in
            let answer = try await server.exchange(Self.upgrade("/media", version: "8"), on: group)
            #expect(answer.hasPrefix("HTTP/1.1 426 Upgrade Required\r\n"))
            #expect(answer.contains("\r\nSec-WebSocket-Version: 13\r\n"))
            #expect(answer.contains("\r\nConnection: Upgrade, close\r\n"))
        }
    }

    @Test("sockets outlive the server's stop, and are counted until they end")
    func counted() async throws {
        let configure = { (configuration: inout HTTPServer.Configuration) in
            configuration.connectionsPerAddress = 1
            configuration.exemptAddresses = []
        }
        try await withSockets(configure: configure) { group, server, taken in
            let client = try await group.next().open("ws://\(server.address)/media")
            _ = try #require(await taken.first())
            let turnedAway = try await server.exchange(HTTPServerTests.last, on: group)
            #expect(turnedAway.isEmpty)
            await client.close(.normal)
            _ = await client.closed()
            var answer = ""
            while answer.isEmpty { answer = try await server.exchange(HTTPServerTests.last, on: group) }
            #expect(answer.hasPrefix("HTTP/1.1 200"))
        }
        try await withSockets { group, server, _ in
            let client = try await group.next().open("ws://\(server.address)/media")
            await server.stop()
            await client.send("still here")
            #expect(await client.next() == .text(Array("still here".utf8)))
            await client.with { $0.abort(on: $1) }
        }
    }

    @Test("https: our own client and curl trust the authority they are told of, and no other")
    func https() async throws {
        let authority = try TestAuthority()
        let context = try TLSContext(authority.issue())
        try await withServer(configure: { $0.tls = context }) { group, server in
            let url = "https://localhost:\(server.address.port)/s"
            let client = HTTPClient(on: group, tls: try TLSContext(clientTrusting: authority.certificateFile))
            for _ in 1...2 {
                let response = try await client.send(.make(.get, url), deadline: .seconds(60))
                #expect(response.body == Array("GET /s ".utf8))
            }
            await client.shutDown()

            let stranger = HTTPClient(on: group, tls: try TLSContext(clientTrusting: nil))
            let error = await #expect(throws: HTTPClientError.self) {
                try await stranger.send(.make(.post, url), deadline: .seconds(60))
            }
            if case .connect(.tls) = error {
            } else {
                Issue.record("not a failure of TLS: \(String(describing: error))")
            }
            await stranger.shutDown()

            let trusting = try await curl("--cacert", authority.certificateFile, url)
            #expect(trusting == "GET /s ")
            let doubting = try await curl(url)
            #expect(doubting.contains("certificate"))
        }
    }
}
