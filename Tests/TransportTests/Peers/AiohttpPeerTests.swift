import TestSupport
import Testing
import WebSocket

@testable import Transport

@Suite(
    "Against aiohttp", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: PythonPeer.isInstalled("aiohttp"), "scripts/python-peers installs it"))
struct AiohttpPeerTests {
    // It sends no fragments.
    /// How it describes what was agreed: by the bits of the window.
    private static func agreement(_ compression: PeerCompression) -> String {
        switch compression {
        case .none: "extensions"
        case .deflate, .noContext: "extensions 15"
        case .smallWindows: "extensions 9"
        }
    }

    // Nor does it ask for no context.
    @Test(
        "it as client: messages of every kind, pings both ways, and every way to end",
        arguments: [PeerCompression.none, .deflate, .smallWindows])
    func asClient(_ compression: PeerCompression) async throws {
        let visit = try await PeerVisit.of(ends: 8, compression) {
            try PeerProgram.python("aiohttp_client.py", $0, compression.rawValue)
        }
        #expect(
            visit.lines == [
                Self.agreement(compression), "text", "binary", "empty text", "empty binary", "125 bytes", "126 bytes",
                "65535 bytes",
                "65536 bytes", "16 MiB of text", "16 MiB", "ping", "closed 3000", "told 4300 grüße", "dropped 1006",
                "left", "too big 1009", "pongs 1008", "bad text 1007", "bad frame 1002",
            ])
        visit.expectUsualEnds(
            "/exchange", "/told", "/dropped", "/leaves", "/too-big", "/pongs", "/bad-text", "/bad-frame",
            // It answers a close frame with a code of its own.
            but: ["/told": CloseReason(code: .normal, reason: "", wasClean: true)])
    }

    @Test(
        "it as server: messages of every kind, pings both ways, and every way to end",
        arguments: PeerCompression.allCases)
    func asServer(_ compression: PeerCompression) async throws {
        let program = try PeerProgram.python("aiohttp_server.py", compression.rawValue)
        try await ForeignServer.lend(program, compression) { server in
            try await server.exchangeAndClose(hasFragments: false, answeringWith: .normal)
            try await server.says(Self.agreement(compression))
            try await server.isToldToClose()
            try await server.drops()
            try await server.refusesTooBig()
            try await server.breaksRule("bad-text", error: .invalidUTF8)
            try await server.breaksRule("bad-frame", error: .reservedOpcode(3))
        }
    }
}
