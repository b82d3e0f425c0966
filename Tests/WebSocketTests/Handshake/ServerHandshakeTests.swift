import HTTP
import Testing

@testable import WebSocket

@Suite("The server's opening handshake, RFC 6455 4.2")
struct ServerHandshakeTests {
    private func request(_ changes: [(String, String?)] = [], method: HTTPMethod = .get) -> HTTPRequest {
        var request = HTTPRequest(
            method, "/media",
            headers: [
                "Host": "bridge.example.com", "Upgrade": "websocket", "Connection": "Upgrade",
                "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13",
            ])
        for (name, value) in changes { request.headers[name] = value }
        return request
    }

    private func status(_ request: HTTPRequest) -> Int {
        switch ServerHandshake.answer(request) {
        case .accept(let response, _), .refuse(let response): response.status.code
        }
    }

    @Test("1.3: the RFC's own request gets the RFC's own answer")
    func accepted() {
        let response = HTTPResponse(
            .switchingProtocols,
            headers: [
                "Upgrade": "websocket", "Connection": "Upgrade",
                "Sec-WebSocket-Accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            ])
        #expect(ServerHandshake.answer(request()) == .accept(response, WebSocketAgreement()))
    }

    @Test("tokens are compared whatever their case, in lists too")
    func tokens() {
        #expect(status(request([("Connection", "keep-alive,UPGRADE"), ("Upgrade", "h2c, WebSocket")])) == 101)
    }

    @Test("4.2.1: what is missing or wrong is refused")
    func refused() {
        #expect(status(request(method: .post)) == 405)
        #expect(status(request([("Upgrade", nil)])) == 400)
        #expect(status(request([("Connection", "close")])) == 400)
        #expect(status(request([("Sec-WebSocket-Key", nil)])) == 400)
        // 15 bytes, 17 bytes, and 24 characters that are not Base64.
        for key in ["AAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA=", "dGhlIHNhbXBsZSBub25jZQ!!", ""] {
            #expect(status(request([("Sec-WebSocket-Key", key)])) == 400, "\(key)")
        }
        var doubled = request()
        doubled.headers.add("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==")
        #expect(status(doubled) == 400)
    }

    @Test(
        "4.2.2: another version is answered with 426 and the one spoken here", arguments: ["8", "12", "013", "", nil])
    func versions(version: String?) {
        guard case .refuse(let response) = ServerHandshake.answer(request([("Sec-WebSocket-Version", version)])) else {
            Issue.record("version \(version ?? "none") was accepted")
            return
        }
        #expect(response.status.code == 426)
        #expect(response.headers["Sec-WebSocket-Version"] == "13")
    }

    @Test("a subprotocol is chosen only if asked for, and only among those offered")
    func subprotocols() {
        let offering = request([("Sec-WebSocket-Protocol", "audio, convai")])
        func chosen(_ names: [String]) -> String? {
            guard case .accept(let response, let agreement) = ServerHandshake.answer(offering, subprotocols: names)
            else {
                return "refused"
            }
            #expect(response.headers["Sec-WebSocket-Protocol"] == agreement.subprotocol)
            return agreement.subprotocol
        }
        #expect(chosen([]) == nil)
        #expect(chosen(["convai"]) == "convai")
        #expect(chosen(["convai", "audio"]) == "convai")
        #expect(chosen(["Convai"]) == nil)
    }

    @Test("without settings for it compression is not agreed to, and other extensions never are")
    func extensions() {
        let offering = request([("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits, x-other")])
        let refusal = ServerHandshake.answer(request())
        #expect(ServerHandshake.answer(offering) == refusal)
        let other = request([("Sec-WebSocket-Extensions", "x-other; level=9")])
        #expect(ServerHandshake.answer(other, compression: DeflateSettings()) == refusal)
    }

    @Test("RFC 7692, 5.1: an offer of compression is answered in the field, and agreed on")
    func compression() {
        let offering = request([("Sec-WebSocket-Extensions", "x-other, permessage-deflate; server_max_window_bits=10")])
        var response = HTTPResponse(.switchingProtocols)
        response.headers = [
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            "Sec-WebSocket-Extensions": "permessage-deflate; server_max_window_bits=10",
        ]
        let agreement = WebSocketAgreement(
            deflate: DeflateParameters(server: DeflateDirection(windowBits: 10)))
        #expect(ServerHandshake.answer(offering, compression: DeflateSettings()) == .accept(response, agreement))
    }

    @Test(
        "9.1: a field that does not follow the grammar is refused",
        arguments: ["permessage-deflate;", "a b", "a;b=\"", "=1"])
    func malformedExtensions(value: String) {
        #expect(status(request([("Sec-WebSocket-Extensions", value)])) == 400)
    }

    @Test("only a request that names websocket in Upgrade is ours to judge")
    func isUpgrade() {
        #expect(ServerHandshake.isUpgrade(request()))
        #expect(!ServerHandshake.isUpgrade(request([("Upgrade", nil)])))
        #expect(!ServerHandshake.isUpgrade(request([("Upgrade", "h2c")])))
    }
}
