import Foundation
import Testing

@testable import ElevenLabs

@Suite("ElevenLabs' signatures of webhooks")
struct WebhookSignatureTests {
    /// One of 15 vectors: requests, and the verdict of the vendor's own library for Python.
    struct Vector: Decodable, CustomTestStringConvertible {
        var name: String
        var body: String
        var secret: String
        var header: String
        var now: Int
        var valid: Bool

        var testDescription: String { name }

        static func all() throws -> [Vector] {
            let folder = URL(filePath: #filePath).deletingLastPathComponent()
            let data = try Data(contentsOf: folder.appending(path: "Vectors/signatures.json"))
            return try JSONDecoder().decode([Vector].self, from: data)
        }
    }

    private static let secret = "wsec_test"
    private static let body = Array(#"{"type":"post_call_audio"}"#.utf8)

    private func verdict(
        _ values: [String], _ body: [UInt8] = body, secret: String = secret, now: Int = 1000, future: Int? = 300
    ) -> WebhookSignatureError? {
        do throws(WebhookSignatureError) {
            let check = try WebhookSignature(secret: secret, future: future).judge(values, now: now)
            // In two pieces: how a body is cut says nothing.
            check.receive(body.span.extracting(first: body.count / 2))
            check.receive(body.span.extracting(droppingFirst: body.count / 2))
            try check.end()
            return nil
        } catch {
            return error
        }
    }

    @Test("the vendor's verdicts are ours", arguments: try Vector.all())
    func vectors(vector: Vector) {
        let error = verdict(
            vector.header.isEmpty ? [] : [vector.header], Array(vector.body.utf8), secret: vector.secret,
            now: vector.now, future: nil)
        #expect((error == nil) == vector.valid, "\(String(describing: error))")
    }

    @Test("what is signed here is believed, from 30 minutes before to 5 minutes ahead")
    func window() {
        let header = WebhookSignature(secret: Self.secret).sign(Self.body, at: 10_000)
        #expect(verdict([header], now: 10_000) == nil)
        #expect(verdict([header], now: 11_800) == nil)
        #expect(verdict([header], now: 11_801) == .tooOld(seconds: 1801))
        #expect(verdict([header], now: 9700) == nil)
        #expect(verdict([header], now: 9699) == .tooNew(seconds: 301))
    }

    @Test("each single change is refused")
    func changes() {
        let header = WebhookSignature(secret: Self.secret).sign(Self.body, at: 1000)
        let digest = String(header.suffix(64))
        #expect(verdict([]) == .missing)
        #expect(verdict([""]) == .missing)
        #expect(verdict([header, header]) == .malformed)
        #expect(verdict([header], Self.body + [32]) == .mismatch)
        #expect(verdict([header], secret: "wsec_other") == .mismatch)
        #expect(verdict(["t=1001,v0=\(digest)"]) == .mismatch)
        #expect(verdict(["t=1000,v0=\(digest.uppercased())"]) == .mismatch)
        for malformed in ["t=+1000", "t=-1", "t=", "t=1e3", "t=10000000000000000000", "t=1000,t=1000"] {
            #expect(verdict(["\(malformed),v0=\(digest)"]) == .malformed, "\(malformed)")
        }
        #expect(verdict(["t=1000"]) == .malformed)
        #expect(verdict(["v0=\(digest)"]) == .malformed)
        #expect(verdict(["t=1000,v0="]) == .mismatch)
    }

    @Test("a secret longer than SHA-256's block is hashed first, as RFC 2104 has it")
    func longSecret() {
        // RFC 4231, test case 6.
        let mac = HMACSHA256(key: [UInt8](repeating: 0xAA, count: 131))
        let message = Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
        mac.receive(message.span)
        #expect(
            String(decoding: mac.hexadecimal(), as: UTF8.self)
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }
}
