import TestSupport
import Testing
import WebSocket

@testable import Transport

@Suite(
    "Against picows", .timeLimit(.minutes(5)),
    .enabled(if: PythonPeer.isInstalled("picows"), "scripts/python-peers installs it"))
struct PicowsPeerTests {
    @Test("it as client: messages of every kind, pings both ways, and every way to end")
    func asClient() async throws {
        let visit = try await PeerVisit.of(ends: 8, .none) { try PeerProgram.python("picows_client.py", $0) }
        #expect(
            visit.lines == [
                "text", "binary", "empty text", "empty binary", "125 bytes", "126 bytes", "65535 bytes", "65536 bytes",
                "16 MiB of text", "16 MiB", "fragments", "ping", "closed 3000", "told 4300 grüße", "dropped 1006",
                "left", "too big 1009", "pongs 1008", "bad text 1007", "bad frame 1002",
            ])
        visit.expectUsualEnds(
            "/exchange", "/told", "/dropped", "/leaves", "/too-big", "/pongs", "/bad-text", "/bad-frame",
            but: ["/bad-frame": PeerVisit.failed(.reservedBitsSet)])
    }
}
