import Foundation
import HTTP
import TestSupport
import Testing
import Transport

@testable import CLI

@Suite(.serialized) struct CertificateTests {
    /// Files that a server was told to use, whatever certificate is put there.
    private struct Place {
        let directory: TestSupport.TemporaryDirectory
        var certificate: String { directory.file("certificate.pem") }
        var key: String { directory.file("key.pem") }

        func put(_ files: (certificateFile: String, keyFile: String)) throws {
            for (from, to) in [(files.certificateFile, certificate), (files.keyFile, key)] {
                try Data(contentsOf: URL(filePath: from)).write(to: URL(filePath: to))
            }
        }

        var environment: [String: String] {
            [
                "VOICEBRIDGE_MEDIA_AUTH": "none", "VOICEBRIDGE_LISTEN": "127.0.0.1:0",
                "VOICEBRIDGE_DATABASE": directory.file("calls.sqlite"), "VOICEBRIDGE_TLS_CERTIFICATE": certificate,
                "VOICEBRIDGE_TLS_KEY": key,
            ]
        }
    }

    private func health(_ client: HTTPClient, _ url: String) async throws -> Int {
        let url = try #require(URL(string: url + "/healthz"))
        return try await client.send(OutgoingRequest(.get, url)).status.code
    }

    @Test(
        "SIGHUP brings the new certificate to new connections, old ones live on, and a bad one changes nothing",
        .timeLimit(.minutes(2)))
    func reload() async throws {
        let (old, new) = (try TestAuthority(), try TestAuthority())
        let place = Place(directory: try TestSupport.TemporaryDirectory())
        try place.put(old.issue())
        let program = try Program(["serve", "--loops", "2"], environment: place.environment)
        let banner = try await program.line(containing: "listens on ")
        let url = String(try #require(banner.split(separator: " ").last))
        let group = EventLoopGroup(count: 1)
        func client(_ authority: TestAuthority) throws -> HTTPClient {
            HTTPClient(on: group, tls: try TLSContext(clientTrusting: authority.certificateFile))
        }

        // Its connection is kept from one request to the next.
        let early = try client(old)
        #expect(try await health(early, url) == 200)

        try place.put(new.issue())
        program.hangUp()
        _ = try await program.logLine(containing: "new connections get the certificate just read")
        #expect(try await health(client(new), url) == 200)
        #expect(try await health(early, url) == 200)
        await #expect(throws: HTTPClientError.self) { try await health(client(old), url) }

        try place.put((new.issue().certificateFile, new.issue().keyFile))
        program.hangUp()
        let line = try await program.logLine(containing: "the one before stays")
        #expect(line.contains(#""setting":"VOICEBRIDGE_TLS_KEY""#))
        #expect(line.contains("key values mismatch"))
        #expect(try await health(client(new), url) == 200)

        #expect(await program.terminate() == 0)
        await group.shutDown()
    }

    @Test("a key that does not fit its certificate is refused at start, and the setting is named")
    func mismatch() async throws {
        let authority = try TestAuthority()
        let place = Place(directory: try TestSupport.TemporaryDirectory())
        try place.put((authority.issue().certificateFile, authority.issue().keyFile))
        for words in [["serve"], ["serve", "--check"]] {
            let result = try await Program.run(words, environment: place.environment)
            #expect(result.code == 2)
            #expect(result.error.contains("VOICEBRIDGE_TLS_KEY: private key file"))
        }
    }
}
