import HTTP
import Testing

@testable import WebSocket

@Suite("The client's opening handshake, RFC 6455 4.1")
struct ClientHandshakeTests {
    private let handshake = ClientHandshake(
        host: "server.example.com", target: "/chat?x=1", headers: ["Origin": "http://example.com"],
        subprotocols: ["chat", "superchat"], key: "dGhlIHNhbXBsZSBub25jZQ==")

    private func answer(_ headers: HTTPHeaders = [:], status: Int = 101, without removed: String = "") -> HTTPResponse {
        var response = HTTPResponse(
            HTTPStatus(code: status),
            headers: [
                "Upgrade": "websocket", "Connection": "Upgrade",
                "Sec-WebSocket-Accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            ])
        if !removed.isEmpty { response.headers[removed] = nil }
        for field in headers.fields { response.headers.add(field.name, field.value) }
        return response
    }

    @Test("1.3: the request has all that the RFC demands")
    func request() {
        #expect(
            handshake.request
                == HTTPRequest(
                    .get, "/chat?x=1",
                    headers: [
                        "Host": "server.example.com", "Upgrade": "websocket", "Connection": "Upgrade",
                        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13",
                        "Sec-WebSocket-Protocol": "chat, superchat", "Origin": "http://example.com",
                    ]))
    }

    @Test("keys are 16 random bytes, another for each connection")
    func keys() throws {
        let keys = (0..<20).map { _ in
            ClientHandshake(host: "h", target: "/").request.headers["Sec-WebSocket-Key"] ?? ""
        }
        #expect(Set(keys).count == 20)
        #expect(keys.allSatisfy(HandshakeKey.isValid))
    }

    @Test("1.3: the RFC's own answer is accepted")
    func accepted() throws {
        #expect(try handshake.judge(answer()) == WebSocketAgreement())
        #expect(
            try handshake.judge(answer(["Sec-WebSocket-Protocol": "chat"])) == WebSocketAgreement(subprotocol: "chat"))
    }

    @Test("tokens are compared whatever their case, in lists too")
    func tokens() throws {
        let response = answer(["upgrade": "WebSocket", "connection": "keep-alive, UPGRADE"])
        var headers = response.headers
        headers["Upgrade"] = "WebSocket"
        headers["Connection"] = "keep-alive , upgrade"
        #expect(try handshake.judge(HTTPResponse(.switchingProtocols, headers: headers)) == WebSocketAgreement())
    }

    @Test("whatever is missing or was not asked for refuses the connection")
    func refused() {
        #expect(throws: HandshakeError.status(401)) { try handshake.judge(answer(status: 401)) }
        #expect(throws: HandshakeError.status(200)) { try handshake.judge(answer(status: 200)) }
        #expect(throws: HandshakeError.upgradeMissing) { try handshake.judge(answer(without: "Upgrade")) }
        #expect(throws: HandshakeError.upgradeMissing) { try handshake.judge(answer(["Upgrade": "h2c"])) }
        #expect(throws: HandshakeError.connectionMissing) { try handshake.judge(answer(without: "Connection")) }
        #expect(throws: HandshakeError.acceptWrong) { try handshake.judge(answer(without: "Sec-WebSocket-Accept")) }
        #expect(throws: HandshakeError.acceptWrong) { try handshake.judge(answer(["Sec-WebSocket-Accept": "x"])) }
        #expect(throws: HandshakeError.extensionNotOffered("permessage-deflate; x")) {
            try handshake.judge(answer(["Sec-WebSocket-Extensions": "permessage-deflate; x"]))
        }
        for chosen in ["other", "Chat", "chat, superchat"] {
            #expect(throws: HandshakeError.subprotocolNotOffered(chosen)) {
                try handshake.judge(answer(["Sec-WebSocket-Protocol": chosen]))
            }
        }
    }

    @Test("RFC 7692, 5.1: compression is offered in a field of its own, and an answer to it is agreed on")
    func compression() throws {
        let handshake = ClientHandshake(
            host: "h", target: "/", compression: DeflateSettings(), key: "dGhlIHNhbXBsZSBub25jZQ==")
        #expect(
            handshake.request.headers["Sec-WebSocket-Extensions"] == "permessage-deflate; client_max_window_bits")
        let agreement = try handshake.judge(
            answer(["Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits=12"]))
        #expect(
            agreement
                == WebSocketAgreement(deflate: DeflateParameters(client: DeflateDirection(windowBits: 12))))
        #expect(try handshake.judge(answer()) == WebSocketAgreement())
        for field in ["permessage-deflate, permessage-deflate", "permessage-deflate; x", "permessage-deflate, x"] {
            #expect(throws: HandshakeError.compressionUnacceptable(field)) {
                try handshake.judge(answer(["Sec-WebSocket-Extensions": field]))
            }
        }
        #expect(throws: HandshakeError.extensionNotOffered("x")) {
            try handshake.judge(answer(["Sec-WebSocket-Extensions": "x"]))
        }
        #expect(throws: HandshakeError.extensionsMalformed) {
            try handshake.judge(answer(["Sec-WebSocket-Extensions": "permessage-deflate;"]))
        }
    }
}
