import TestSupport
import Testing
import WebSocket

@testable import Transport

@Suite(
    "Against Python's websockets", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: PythonPeer.isInstalled("websockets"), "scripts/python-peers installs it"))
struct WebSocketsPeerTests {
    /// How it describes what was agreed; the same seen from either side.
    private static func agreement(_ compression: PeerCompression) -> String {
        let (keepsNoContext, windowBits): (String, Int)
        switch compression {
        case .none: return "extensions"
        case .deflate: (keepsNoContext, windowBits) = ("False", 15)
        case .noContext: (keepsNoContext, windowBits) = ("True", 15)
        case .smallWindows: (keepsNoContext, windowBits) = ("False", 9)
        }
        return "extensions PerMessageDeflate("
            + "remote_no_context_takeover=\(keepsNoContext), local_no_context_takeover=\(keepsNoContext), "
            + "remote_max_window_bits=\(windowBits), local_max_window_bits=\(windowBits))"
    }

    @Test(
        "it as client: messages of every kind, pings both ways, and every way to end",
        arguments: PeerCompression.allCases)
    func asClient(_ compression: PeerCompression) async throws {
        let visit = try await PeerVisit.of(ends: 8, compression) {
            try PeerProgram.python("websockets_client.py", $0, compression.rawValue)
        }
        #expect(
            visit.lines == [
                Self.agreement(compression), "text", "binary", "empty text", "empty binary", "125 bytes", "126 bytes",
                "65535 bytes",
                "65536 bytes", "16 MiB of text", "16 MiB", "fragments", "ping", "closed 3000", "told 4300 grüße",
                "dropped 1006", "left", "too big 1009", "pongs 1008", "bad text 1007", "bad frame 1002",
            ])
        visit.expectUsualEnds(
            "/exchange", "/told", "/dropped", "/leaves", "/too-big", "/pongs", "/bad-text", "/bad-frame",
            // It sends our reason back, too.
            but: ["/told": CloseReason(code: CloseCode(rawValue: 4300), reason: "grüße", wasClean: true)])
    }

    @Test(
        "it as server: messages of every kind, pings both ways, and every way to end",
        arguments: PeerCompression.allCases)
    func asServer(_ compression: PeerCompression) async throws {
        let program = try PeerProgram.python("websockets_server.py", compression.rawValue)
        try await ForeignServer.lend(program, compression) { server in
            try await server.exchangeAndClose(hasFragments: true, answeringWith: CloseCode(rawValue: 4300))
            try await server.says(Self.agreement(compression))
            try await server.isToldToClose()
            try await server.drops()
            try await server.refusesTooBig()
            try await server.breaksRule("bad-text", error: .invalidUTF8)
            try await server.breaksRule("bad-frame", error: .reservedOpcode(3))
        }
    }
}
