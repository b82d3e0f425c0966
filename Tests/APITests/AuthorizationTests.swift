import HTTP
import Testing
import Transport

@testable import API

@Suite("Who may use the API")
struct AuthorizationTests {
    private func check(
        key: String?, _ headers: HTTPHeaders, from host: String = "127.0.0.1"
    ) throws(APIError) {
        guard let peer = SocketAddress(host: host, port: 1) else {
            Issue.record("no address: \(host)")
            return
        }
        try Authorization(apiKey: key).check(HTTPRequest(.get, "/", headers: headers), from: peer)
    }

    @Test("whoever has the key, from anywhere", arguments: ["Bearer s3cret", "bearer s3cret", "BEARER s3cret"])
    func key(header: String) throws {
        try check(key: "s3cret", ["Authorization": header], from: "203.0.113.7")
    }

    @Test(
        "nobody else, not even from this machine",
        arguments: [
            [:], ["Authorization": "Bearer s3cre"], ["Authorization": "Bearer s3cret "],
            ["Authorization": "Bearer S3CRET"], ["Authorization": "Bearer "], ["Authorization": "Bearer"],
            ["Authorization": ""], ["Authorization": "Basic s3cret"], ["Authorization": "s3cret"],
            ["Authorization": "Bearer s3cret", "authorization": "Bearer s3cret"],
        ] as [HTTPHeaders])
    func wrongKey(headers: HTTPHeaders) {
        #expect(throws: APIError.unauthorized) { try check(key: "s3cret", headers) }
        #expect(APIError.unauthorized.headers["WWW-Authenticate"] == "Bearer")
    }

    @Test(
        "without a key, this machine",
        arguments: [
            ("127.0.0.1", "127.0.0.1:8080"), ("127.0.0.1", "localhost:8080"), ("::1", "[::1]:8080"),
            ("127.0.0.1", "LOCALHOST"), ("127.8.8.8", "127.0.0.1"), ("::ffff:127.0.0.1", "localhost"),
        ])
    func local(peer: String, host: String) throws {
        try check(key: nil, ["Host": host], from: peer)
    }

    @Test(
        "without a key, no one who comes from elsewhere, through a tunnel, or by another name for this machine",
        arguments: [
            ("203.0.113.7", ["Host": "127.0.0.1:8080"]), ("10.0.0.1", ["Host": "localhost"]),
            ("127.0.0.1", ["Host": "bridge.example.com"]), ("127.0.0.1", ["Host": "localhost.evil.com"]),
            ("127.0.0.1", ["Host": "127.0.0.1.evil.com"]), ("127.0.0.1", ["Host": ""]), ("127.0.0.1", [:]),
            ("127.0.0.1", ["Host": "[::1"]), ("127.0.0.1", ["Host": "[]:80"]),
            ("127.0.0.1", ["Host": "localhost", "X-Forwarded-For": "203.0.113.7"]),
            ("127.0.0.1", ["Host": "localhost", "Forwarded": "for=203.0.113.7"]),
            ("127.0.0.1", ["Host": "localhost", "X-Forwarded-Proto": "https"]),
            ("127.0.0.1", ["Host": "localhost", "Via": "1.1 proxy"]),
        ] as [(String, HTTPHeaders)])
    func notLocal(peer: String, headers: HTTPHeaders) {
        #expect(throws: APIError.localOnly) { try check(key: nil, headers, from: peer) }
    }
}
