// `Process` and `Pipe` are not in FoundationEssentials.
import Foundation
import HTTP
import Testing
import WebSocket

@testable import Transport

@Suite(
    "Against Python's websockets", .timeLimit(.minutes(5)),
    .enabled(if: PythonPeer.isInstalled, "run scripts/python-peers to install the peer in .cache/venv"))
struct PythonPeerTests {
    private static let sizes = [0, 125, 126, 65_535, 65_536, 1 << 20]

    @Test("it as server: messages of every size and a fragmented one come back, and it hears our close")
    func asServer() async throws {
        let peer = try PythonPeer(
            """
            import asyncio, websockets
            async def echo(socket):
                try:
                    async for message in socket:
                        if message == "fragments":
                            await socket.send(["frag", "", "ments"])
                        else:
                            await socket.send(message)
                except websockets.ConnectionClosed:
                    pass
                print(socket.close_code, socket.close_reason, flush=True)
            async def main():
                async with websockets.serve(echo, "127.0.0.1", 0, max_size=1 << 21) as server:
                    print(server.sockets[0].getsockname()[1], flush=True)
                    await asyncio.get_running_loop().create_future()
            asyncio.run(main())
            """)
        defer { peer.stop() }
        let port = try #require(await peer.line())
        try await withLoops { group in
            let client = try await group.next().open("ws://127.0.0.1:\(port)/path?query")
            for count in Self.sizes {
                let payload = [UInt8](repeating: UInt8(ascii: "x"), count: count)
                await client.with { $0.send(text: payload.span, on: $1) }
                #expect(await client.next() == .text(payload))
                await client.send(binary: payload)
                #expect(await client.next() == .binary(payload))
            }
            await client.send("fragments")
            #expect(await client.next() == .text(Array("fragments".utf8)))
            await client.with { $0.ping(on: $1) }
            await client.close(CloseCode(rawValue: 4300), "grüße")
            #expect(
                await client.closed() == CloseReason(code: CloseCode(rawValue: 4300), reason: "grüße", wasClean: true))
            #expect(await peer.line() == "4300 grüße")
        }
    }

    @Test("it as server: its close reaches us with code and reason")
    func serverCloses() async throws {
        let peer = try PythonPeer(
            """
            import asyncio, websockets
            async def leave(socket):
                await socket.close(1008, "not you")
            async def main():
                async with websockets.serve(leave, "127.0.0.1", 0) as server:
                    print(server.sockets[0].getsockname()[1], flush=True)
                    await asyncio.get_running_loop().create_future()
            asyncio.run(main())
            """)
        defer { peer.stop() }
        let port = try #require(await peer.line())
        try await withLoops { group in
            let client = try await group.next().open("ws://127.0.0.1:\(port)/")
            #expect(await client.closed() == CloseReason(code: .policyViolation, reason: "not you", wasClean: true))
        }
    }

    @Test("it as client: messages of every size, fragments, pings, and both closes")
    func asClient() async throws {
        try await withWebSocketServer(echoes: true, closesOn: "close") { _, url, accepted in
            let peer = try PythonPeer(
                """
                import asyncio, sys, websockets
                async def main(url):
                    async with websockets.connect(url, max_size=1 << 21) as socket:
                        for size in [\(Self.sizes.map(String.init).joined(separator: ","))]:
                            for message in ["x" * size, b"x" * size]:
                                await socket.send(message)
                                assert await socket.recv() == message, size
                        await socket.send(["Grü", "", "ße"])
                        assert await socket.recv() == "Grüße"
                        await (await socket.ping(b"payload"))
                        await socket.send("close")
                        assert await socket.recv() == "close"
                        await socket.wait_closed()
                        print(socket.close_code, socket.close_reason, flush=True)
                    async with websockets.connect(url) as socket:
                        await socket.close(3000, "bye")
                        print(socket.close_code, flush=True)
                    async with websockets.connect(url) as socket:
                        await socket.send("x" * ((2 << 20) + 1))
                        await socket.wait_closed()
                        print(socket.close_code, flush=True)
                asyncio.run(main(sys.argv[1]))
                """, url)
            defer { peer.stop() }
            #expect(await peer.line() == "1001 as told")
            #expect(await peer.line() == "3000")
            #expect(await peer.line() == "1009")
            #expect(peer.wait() == 0)
            _ = await accepted.first()
            let second = try #require(await accepted.first())
            #expect(
                await second.closed() == CloseReason(code: CloseCode(rawValue: 3000), reason: "bye", wasClean: true))
        }
    }
}

/// A Python program with `websockets` at hand.
private final class PythonPeer {
    /// `.cache/venv` at the root of the repository, made by scripts/python-peers.
    private static let python = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: ".cache/venv/bin/python").path()

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: python) }

    private let process = Process()
    private let lines: AsyncStream<String>

    init(_ program: String, _ arguments: String...) throws {
        let output = Pipe()
        process.executableURL = URL(filePath: Self.python)
        process.arguments = ["-c", program] + arguments
        process.environment = ["PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"]
        process.standardOutput = output
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        self.lines = lines
        let handle = output.fileHandleForReading
        Thread.detachNewThread {
            var rest = Data()
            while true {
                let more = handle.availableData
                guard !more.isEmpty else { break }
                rest += more
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
                    rest = Data(rest[(end + 1)...])
                }
            }
            continuation.finish()
        }
        try process.run()
    }

    /// The next line it prints; `nil` when it has ended.
    func line() async -> String? { await lines.first() }

    /// Waits for its end.
    func wait() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Ends it at once. Its SIGTERM may be blocked: it inherits the mask of the thread that started it.
    func stop() { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
}
