import Calls
import FoundationEssentials
import HTTP
import Testing
import Transport

@testable import API

@Suite("Who may use the API")
struct AuthorizationTests {
    /// Any path that takes a key; there is no such call.
    private static let path = "/api/call-initiation/status/CA9"

    private func ask(
        _ harness: Harness, _ headers: HTTPHeaders = [:], from host: String = "203.0.113.7"
    ) async throws -> HTTPResponse {
        try await harness.send(.get, Self.path, headers: headers, from: host)
    }

    private func expectOpen(_ answer: HTTPResponse) throws {
        #expect(try answer.errorCode() == "unknown_call")
    }

    // MARK: The key in the configuration

    @Test("whoever has the key, from anywhere", arguments: ["Bearer s3cret", "bearer s3cret", "BEARER s3cret"])
    func configuredKey(header: String) async throws {
        try expectOpen(try await ask(try await Harness(apiKey: "s3cret"), ["Authorization": header]))
    }

    @Test(
        "nobody else, not even from this machine",
        arguments: [
            [:], ["Authorization": "Bearer s3cre"], ["Authorization": "Bearer s3cret "],
            ["Authorization": "Bearer S3CRET"], ["Authorization": "Bearer "], ["Authorization": "Bearer"],
            ["Authorization": ""], ["Authorization": "Basic s3cret"], ["Authorization": "s3cret"],
            ["Authorization": "Bearer s3cret", "authorization": "Bearer s3cret"],
        ] as [HTTPHeaders])
    func wrongKey(headers: HTTPHeaders) async throws {
        let answer = try await ask(try await Harness(apiKey: "s3cret"), headers, from: "127.0.0.1")
        #expect(answer.status == .unauthorized)
        #expect(try answer.errorCode() == "unauthorized")
        #expect(answer.headers["WWW-Authenticate"] == "Bearer")
    }

    // MARK: Keys of the store

    @Test("a key is shown once, looks like one, and is kept only as a digest")
    func secret() async throws {
        let id = try #require(RecordID("65f5a1b2c3d4e5f6a7b8c9d0"))
        let secret = APIKeySecret.make(for: id)
        #expect(secret.text.wholeMatch(of: /vb_65f5a1b2c3d4e5f6a7b8c9d0_[0-9a-f]{64}/) != nil)
        #expect(secret.text != APIKeySecret.make(for: id).text)
        #expect(APIKeySecret(secret.text)?.keyID == id)
        #expect(secret.digest.count == 64)
        // FIPS 180-4's own example.
        #expect(SHA256.hex(of: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        for text in ["", "vb_", "vb__", "vb_\(id)_", "vb_\(id)_\(String(repeating: "a", count: 63))", "xx_\(id)_a"] {
            #expect(APIKeySecret(text) == nil, "\(text)")
        }
    }

    @Test("a key opens until it is revoked, whether there is a key in the configuration or not", arguments: [nil, "s"])
    func storedKey(configured: String?) async throws {
        let harness = try await Harness(apiKey: configured)
        let headers = try await harness.key(.read)
        try expectOpen(try await ask(harness, headers))
        let key = try #require(try await harness.store.keys().first)
        _ = try await harness.store.revokeKey(key.id, at: TestClock.start, noting: nil)
        #expect(try await ask(harness, headers).status == .unauthorized)
    }

    @Test("a key with another secret, or of no id, opens nothing")
    func forged() async throws {
        let harness = try await Harness()
        _ = try await harness.key(.read)
        let key = try #require(try await harness.store.keys().first)
        for forged in [APIKeySecret.make(for: key.id), APIKeySecret.make(for: harness.ids.next())] {
            #expect(try await ask(harness, ["Authorization": "Bearer \(forged.text)"]).status == .unauthorized)
        }
    }

    @Test("its use is written down, to the hour")
    func use() async throws {
        let harness = try await Harness()
        let headers = try await harness.key(.read)
        _ = try await ask(harness, headers)
        #expect(try await harness.store.keys().first?.lastUsedAt == TestClock.start)
        harness.clock.advance(by: .seconds(3599))
        _ = try await ask(harness, headers)
        #expect(try await harness.store.keys().first?.lastUsedAt == TestClock.start)
        harness.clock.advance(by: .seconds(1))
        _ = try await ask(harness, headers)
        #expect(try await harness.store.keys().first?.lastUsedAt == TestClock.start + 3600)
    }

    @Test("a store that cannot be written keeps nobody out")
    func unwritable() async throws {
        let harness = try await Harness { BrokenStore($0, failing: [.writes]) }
        try expectOpen(try await ask(harness, try await harness.key(.read)))
    }

    // MARK: Without any key

    @Test(
        "without a key, this machine",
        arguments: [
            ("127.0.0.1", "127.0.0.1:8080"), ("127.0.0.1", "localhost:8080"), ("::1", "[::1]:8080"),
            ("127.0.0.1", "LOCALHOST"), ("127.8.8.8", "127.0.0.1"), ("::ffff:127.0.0.1", "localhost"),
        ])
    func local(peer: String, host: String) async throws {
        try expectOpen(try await ask(try await Harness(), ["Host": host], from: peer))
        // A page that this server itself has sent.
        try expectOpen(try await ask(try await Harness(), ["Host": host, "Origin": "http://\(host)"], from: peer))
    }

    @Test(
        "without a key, no one who comes from elsewhere, through a tunnel, or by another name for this machine",
        arguments: [
            ("203.0.113.7", ["Host": "127.0.0.1:8080"]), ("10.0.0.1", ["Host": "localhost"]),
            ("127.0.0.1", ["Host": "bridge.example.com"]), ("127.0.0.1", ["Host": "localhost.evil.com"]),
            ("127.0.0.1", ["Host": "127.0.0.1.evil.com"]), ("127.0.0.1", ["Host": ""]),
            ("127.0.0.1", ["Host": "[::1"]), ("127.0.0.1", ["Host": "[]:80"]),
            ("127.0.0.1", ["Host": "localhost", "X-Forwarded-For": "203.0.113.7"]),
            ("127.0.0.1", ["Host": "localhost", "Forwarded": "for=203.0.113.7"]),
            ("127.0.0.1", ["Host": "localhost", "X-Forwarded-Proto": "https"]),
            ("127.0.0.1", ["Host": "localhost", "Via": "1.1 proxy"]),
            ("127.0.0.1", ["Host": "localhost", "Origin": "https://evil.example.com"]),
            ("127.0.0.1", ["Host": "localhost", "Origin": "null"]),
        ] as [(String, HTTPHeaders)])
    func notLocal(peer: String, headers: HTTPHeaders) async throws {
        let answer = try await ask(try await Harness(), headers, from: peer)
        #expect(answer.status == .forbidden)
        #expect(try answer.errorCode() == "local_only")
    }

    @Test("from the first key on this machine needs one too, until the last is revoked")
    func firstKey() async throws {
        let harness = try await Harness()
        try expectOpen(try await ask(harness, from: "127.0.0.1"))
        _ = try await harness.key(.read)
        #expect(try await ask(harness, from: "127.0.0.1").status == .unauthorized)
        let key = try #require(try await harness.store.keys().first)
        _ = try await harness.store.revokeKey(key.id, at: TestClock.start, noting: nil)
        try expectOpen(try await ask(harness, from: "127.0.0.1"))
    }

    // MARK: Too much

    @Test("who asks more often than they may waits, and may again; each key by itself")
    func rateLimit() async throws {
        let harness = try await Harness(configure: { $0.requestsPerMinute = 3 })
        let (one, other) = (try await harness.key(.read), try await harness.key(.read))
        for _ in 0..<3 { try expectOpen(try await ask(harness, one)) }
        let refused = try await ask(harness, one)
        #expect(refused.status == .tooManyRequests)
        #expect(try refused.errorCode() == "rate_limited")
        #expect(refused.headers["Retry-After"] == "20")
        try expectOpen(try await ask(harness, other))
        harness.clock.advance(by: .seconds(20))
        try expectOpen(try await ask(harness, one))
        #expect(try await ask(harness, one).status == .tooManyRequests)
    }

    @Test("who tries wrong keys too often waits, even with the right one that may be guessed; keys of ours still open")
    func failures() async throws {
        let harness = try await Harness(apiKey: "s3cret")
        let key = try await harness.key(.read)
        for _ in 0..<10 { #expect(try await ask(harness, ["Authorization": "Bearer guess"]).status == .unauthorized) }
        for headers in [["Authorization": "Bearer guess"], ["Authorization": "Bearer s3cret"], [:]] as [HTTPHeaders] {
            let refused = try await ask(harness, headers)
            #expect(refused.status == .tooManyRequests)
            #expect(try refused.errorCode() == "too_many_failures")
            #expect(refused.headers["Retry-After"] == "6")
        }
        try expectOpen(try await ask(harness, key))
        try expectOpen(try await ask(harness, ["Authorization": "Bearer s3cret"], from: "203.0.113.8"))
        harness.clock.advance(by: .seconds(6))
        try expectOpen(try await ask(harness, ["Authorization": "Bearer s3cret"]))
    }

    @Test("buckets that are full again are forgotten, then the fullest, and never more are kept than may be")
    func buckets() {
        let now = ContinuousClock.now
        let buckets = TokenBuckets<Int>(capacity: 2, interval: .seconds(1), limit: 2)
        #expect(buckets.take(1, at: now) == nil)
        #expect(buckets.take(1, at: now) == nil)
        #expect(buckets.take(1, at: now) == .seconds(1))
        #expect(buckets.take(2, at: now) == nil)
        // 3 takes the place of 2, which lacks least.
        #expect(buckets.take(3, at: now) == nil)
        #expect(buckets.wait(1, at: now) == .seconds(1))
        #expect(buckets.wait(1, at: now + .milliseconds(400)) == .milliseconds(600))
        #expect(buckets.take(1, at: now + .seconds(1)) == nil)
        #expect(buckets.take(1, at: now + .seconds(1)) == .seconds(1))
    }
}
