import HTTP
import Testing

@testable import API

@Suite("What browsers are told")
struct BrowserTests {
    private static let origin = "https://crm.example.com"
    private static let path = "/api/call-initiation/live-call"

    private func harness() async throws -> Harness {
        try await Harness(
            apiKey: "s3cret",
            configure: {
                $0.allowedOrigins = [Self.origin]
                $0.isReachedByTLS = true
            })
    }

    private func preflight(_ harness: Harness, origin: String) async throws -> HTTPResponse {
        try await harness.send(
            .options, Self.path,
            headers: [
                "Origin": origin, "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,content-type",
            ], from: "203.0.113.7")
    }

    @Test("a page of a listed origin may ask, without a key for the question")
    func allowed() async throws {
        let harness = try await harness()
        let answer = try await preflight(harness, origin: Self.origin)
        #expect(answer.status == .noContent)
        #expect(answer.body.isEmpty)
        #expect(answer.headers["Access-Control-Allow-Origin"] == Self.origin)
        #expect(answer.headers["Access-Control-Allow-Methods"] == "GET, POST, PATCH, DELETE")
        #expect(answer.headers["Access-Control-Allow-Headers"]?.contains("Authorization") == true)
        #expect(answer.headers["Vary"] == "Origin")
        #expect(answer.headers["Access-Control-Allow-Credentials"] == nil)
        // An answer can be read whether it is good or bad.
        let refusal = try await harness.send(.get, Self.path, headers: ["Origin": Self.origin], from: "203.0.113.7")
        #expect(refusal.status == .methodNotAllowed)
        #expect(refusal.headers["Access-Control-Allow-Origin"] == Self.origin)
    }

    @Test(
        "a page of any other may not",
        arguments: [
            "https://evil.example.com", "http://crm.example.com", "https://crm.example.com:8443", "null", "*", "",
            "https://crm.example.com.evil.com",
        ])
    func refused(origin: String) async throws {
        let harness = try await harness()
        let answer = try await preflight(harness, origin: origin)
        #expect(answer.status == .forbidden)
        #expect(try answer.errorCode() == "origin_not_allowed")
        #expect(answer.headers["Access-Control-Allow-Origin"] == nil)
        let health = try await harness.send(.get, "/healthz", headers: ["Origin": origin])
        #expect(health.headers["Access-Control-Allow-Origin"] == nil)
        #expect(health.headers["Vary"] == "Origin")
    }

    @Test("every answer has the security headers, those of errors and webhooks too")
    func security() async throws {
        let harness = try await harness()
        let answers = [
            try await harness.send(.get, "/healthz"), try await harness.send(.get, "/nowhere"),
            try await harness.send(.get, "/%zz"), try await harness.send(.post, Self.path),
            try await preflight(harness, origin: Self.origin),
            try await harness.webhook(
                "/api/webhooks/twilio/call-status", ["CallSid": "CA9", "CallStatus": "ringing"]),
        ]
        for answer in answers {
            #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
            #expect(answer.headers["Cache-Control"] == "no-store")
            #expect(answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'")
            #expect(answer.headers["Referrer-Policy"] == "no-referrer")
            #expect(answer.headers["Strict-Transport-Security"] == "max-age=31536000")
        }
    }

    @Test("over plain HTTP nothing is said of TLS, and without a list nothing of origins")
    func plain() async throws {
        let answer = try await Harness().send(.get, "/healthz")
        #expect(answer.headers["Strict-Transport-Security"] == nil)
        #expect(answer.headers["Vary"] == nil)
    }
}
