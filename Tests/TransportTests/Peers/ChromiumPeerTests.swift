import Foundation
import TestSupport
import Testing
import WebSocket

@testable import Transport

@Suite(
    "Against Chromium", .timeLimit(.minutes(5)),
    .enabled(if: Chromium.path != nil, "scripts/peers installs Debian's package chromium"))
struct ChromiumPeerTests {
    /// Our answer to its offer, which is always the same.
    private static func agreement(_ compression: PeerCompression) -> String {
        switch compression {
        case .none: "extensions"
        case .deflate: "extensions permessage-deflate"
        case .noContext: "extensions permessage-deflate; server_no_context_takeover; client_no_context_takeover"
        case .smallWindows: "extensions permessage-deflate; server_max_window_bits=9; client_max_window_bits=9"
        }
    }

    // Pages cannot ping, cut a message or break a rule.
    @Test("a page as client: messages of every kind, and the ways to end", arguments: PeerCompression.allCases)
    func asClient(_ compression: PeerCompression) async throws {
        let path = try #require(Chromium.path)
        let profile = try TestSupport.TemporaryDirectory()
        let visit = try await PeerVisit.of(ends: 5, compression) { address, reports in
            let browser = try Chromium.open("http://\(address)/page.html", path, profile: profile)
            let report = await reports.first()
            await browser.kill()
            return try #require(report)
        }
        #expect(
            visit.lines == [
                Self.agreement(compression), "text", "binary", "empty text", "empty binary", "125 bytes", "126 bytes",
                "65535 bytes",
                "65536 bytes", "16 MiB of text", "16 MiB", "closed 3000", "told 4300 grüße true",
                "dropped 1006 false", "too big 1009", "pongs 1008",
            ])
        // It sends our reason back, too.
        visit.expectUsualEnds(
            "/exchange", "/told", "/dropped", "/too-big", "/pongs",
            but: ["/told": CloseReason(code: CloseCode(rawValue: 4300), reason: "grüße", wasClean: true)])
    }
}

/// A browser without a window.
private enum Chromium {
    static let path = PeerProgram.find("chromium")

    static func open(_ url: String, _ path: String, profile: TestSupport.TemporaryDirectory) throws -> Program {
        // Root, as in a container, gets no sandbox; the page is ours.
        try Program(
            path: path,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--user-data-dir=\(profile.path)", url,
            ],
            environment: ["HOME": profile.path])
    }
}
