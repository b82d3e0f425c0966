import Foundation
import TestSupport
import Testing

@testable import Transport

@Suite(
    "Against Gorilla's websocket for Go", .timeLimit(.minutes(5)),
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: PeerProgram.gorilla), "scripts/peers installs and builds it"))
struct GorillaPeerTests {
    // It knows no windows, and keeps no context.
    @Test(
        "it as client: messages of every kind, pings both ways, and every way to end",
        arguments: [PeerCompression.none, .deflate])
    func asClient(_ compression: PeerCompression) async throws {
        let visit = try await PeerVisit.of(ends: 9, compression) {
            try Program(path: PeerProgram.gorilla, [$0, compression.rawValue])
        }
        let agreement =
            compression == .none
            ? "extensions"
            : "extensions permessage-deflate; server_no_context_takeover; client_no_context_takeover"
        #expect(
            visit.lines == [
                agreement, "text", "binary", "empty text", "empty binary", "125 bytes", "126 bytes", "65535 bytes",
                "65536 bytes", "16 MiB of text", "16 MiB", "after the ping", "ping", "closed 3000", "fragments",
                "closed 1005", "told 4300 grüße", "dropped 1006", "left", "too big 1009", "pongs 1008",
                "bad text 1007", "bad frame 1002",
            ])
        visit.expectUsualEnds(
            "/exchange", "/fragments", "/told", "/dropped", "/leaves", "/too-big", "/pongs", "/bad-text", "/bad-frame")
    }
}
