import TestSupport
import Testing
import WebSocket

@testable import Transport

/// Somebody else's server, in a process of its own.
struct ForeignServer {
    private let program: Program
    private let group: EventLoopGroup
    private let url: String
    private let compression: PeerCompression

    /// Lends a server, started and listening; it prints `port NUMBER` first.
    static func lend(
        _ program: Program, _ compression: PeerCompression, _ body: (ForeignServer) async throws -> Void
    ) async throws {
        do {
            let port = try await program.line(containing: "port ").dropFirst("port ".count)
            try await withLoops { group in
                try await body(
                    ForeignServer(
                        program: program, group: group, url: "ws://127.0.0.1:\(port)/path?query",
                        compression: compression))
            }
        } catch {
            await program.kill()
            throw error
        }
        await program.kill()
    }

    func open() async throws -> RemoteSocket {
        try await group.next().open(
            url, limits: WebSocketLimits(maximumMessageSize: PeerServer.messageLimit), compression: compression.settings
        )
    }

    /// Waits until the server has printed this.
    func says(_ text: String) async throws { _ = try await program.line(containing: text) }
}

/// What every foreign server must go through with us.
extension ForeignServer {
    /// Messages of every size and kind, its ping, our ping and our close, which it must hear and answer.
    func exchangeAndClose(hasFragments: Bool, answeringWith answer: CloseCode) async throws {
        let client = try await open()
        for count in [0, 125, 126, 65_535, 65_536, PeerServer.messageLimit] {
            let payload = pattern(count)
            await client.send(binary: payload)
            #expect(await client.nextMessage() == .binary(payload), "\(count) bytes")
            let text = [UInt8](repeating: UInt8(ascii: "x"), count: count)
            await client.with { $0.send(text: text.span, on: $1) }
            #expect(await client.nextMessage() == .text(text), "\(count) bytes of text")
        }
        if hasFragments {
            await client.send("fragments")
            #expect(await client.nextMessage() == .text(Array("Grüße".utf8)))
        }
        await client.send("ping")
        #expect(await client.nextMessage() == .text(Array("ponged".utf8)))
        await client.with { $0.ping(on: $1) }
        await client.close(CloseCode(rawValue: 4300), "grüße")
        let end = try #require(await client.closed())
        #expect(end.code == answer && end.wasClean)
        try await says("closed 4300 grüße")
    }

    /// Its close, with code and reason.
    func isToldToClose() async throws {
        let client = try await open()
        await client.send("close 3001 grüße")
        #expect(
            await client.closed() == CloseReason(code: CloseCode(rawValue: 3001), reason: "grüße", wasClean: true))
    }

    /// A loss without a close frame.
    func drops() async throws {
        let client = try await open()
        await client.send("drop")
        let end = try #require(await client.closed())
        #expect(end.code == .abnormal && !end.wasClean)
    }

    /// A message over its limit.
    func refusesTooBig() async throws {
        let client = try await open()
        await client.send(binary: [UInt8](repeating: 0, count: PeerServer.messageLimit + 1000))
        #expect(await client.closed()?.code == .messageTooBig)
    }

    /// What it sends on order breaks a rule: it is told the code.
    func breaksRule(_ order: String, error: WebSocketError) async throws {
        let client = try await open()
        await client.send(order)
        #expect(
            await client.closed()
                == CloseReason(code: .abnormal, reason: error.description, wasClean: false, error: error))
        try await says("closed \(error.closeCode.rawValue)")
    }
}

extension RemoteSocket {
    /// The next message, or the end.
    fileprivate func nextMessage() async -> SocketHeard? {
        while let heard = await next() {
            if case .congested = heard { continue }
            return heard
        }
        return nil
    }
}
