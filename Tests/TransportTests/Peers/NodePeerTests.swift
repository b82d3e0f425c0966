import TestSupport
import Testing

@testable import Transport

@Suite(
    "Against Node's own WebSocket", .timeLimit(.minutes(5)),
    .enabled("Node 20 or later is needed; scripts/peers installs Debian's") { await Node.hasWebSocket() })
struct NodePeerTests {
    // Its programs cannot ping, cut a message or break a rule.
    @Test("as client: messages of every kind, and the ways to end", arguments: [PeerCompression.none, .deflate])
    func asClient(_ compression: PeerCompression) async throws {
        // It inflates no message beyond 4 MiB.
        let size = compression == .none ? 16 : 1
        let visit = try await PeerVisit.of(ends: 5, compression) {
            try Node.start([PeerProgram.path("node.mjs"), $0, "\(size)"])
        }
        #expect(
            // Version 20 offers no compression, later ones do.
            visit.lines.first == "extensions" || compression != .none)
        #expect(
            visit.lines.dropFirst() == [
                "text", "binary", "empty text", "empty binary", "125 bytes", "126 bytes", "65535 bytes",
                "65536 bytes", "\(size) MiB of text", "\(size) MiB", "closed 3000", "told 4300 grüße true",
                "dropped 1006 false", "too big 1009", "pongs 1008",
            ])
        visit.expectUsualEnds("/exchange", "/told", "/dropped", "/too-big", "/pongs")
    }
}

/// JavaScript without a browser.
private enum Node {
    static func start(_ arguments: [String]) throws -> Program {
        // A flag that later versions no longer need, and still take.
        try Program(path: "/usr/bin/env", ["node", "--experimental-websocket"] + arguments)
    }

    /// Earlier versions refuse the flag.
    static func hasWebSocket() async -> Bool {
        await (try? start(["--eval", "WebSocket"]))?.result().code == 0
    }
}
