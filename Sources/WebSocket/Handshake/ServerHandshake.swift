public import HTTP

/// The server's half of the opening handshake (RFC 6455, 4.2): a judgement of the request, and its answer.
public enum ServerHandshake {
    /// What becomes of a request.
    public enum Outcome: Hashable, Sendable {
        /// Send this and go on with WebSocket.
        case accept(HTTPResponse, WebSocketAgreement)
        /// Send this and stay with HTTP, or close.
        case refuse(HTTPResponse)
    }

    /// Whether the request asks for a WebSocket, rightly or not: `answer` judges that. Others are plain HTTP.
    public static func isUpgrade(_ request: HTTPRequest) -> Bool {
        request.headers.contains("Upgrade", token: "websocket")
    }

    /// Answers a request. Of the subprotocols given, the first that the client offers is chosen; without any, none is.
    /// Compression is agreed on where the client offers it and `compression` allows it; other extensions never are.
    ///
    /// The request is taken to be HTTP/1.1: the parser has refused what is older.
    public static func answer(
        _ request: HTTPRequest, subprotocols: [String] = [], compression: DeflateSettings? = nil
    ) -> Outcome {
        let headers = request.headers
        guard request.method == .get else {
            return refuse(HTTPStatus(code: 405), "a WebSocket is opened with GET", [("Allow", "GET")])
        }
        guard isUpgrade(request), headers.contains("Connection", token: "Upgrade") else {
            return refuse(.badRequest, "not an upgrade to WebSocket")
        }
        guard headers.values("Sec-WebSocket-Version") == ["13"] else {
            // RFC 6455, 4.2.2: 426, and the versions spoken here.
            return refuse(
                HTTPStatus(code: 426), "WebSocket version 13 only",
                [("Sec-WebSocket-Version", "13"), ("Upgrade", "websocket"), ("Connection", "Upgrade")])
        }
        let keys = headers.values("Sec-WebSocket-Key")
        guard keys.count == 1, HandshakeKey.isValid(keys[0]) else {
            return refuse(.badRequest, "Sec-WebSocket-Key is not 16 bytes in Base64")
        }
        // RFC 6455, 9.1: what does not follow the grammar fails the connection.
        guard let extensions = WebSocketExtension.list(in: headers) else {
            return refuse(.badRequest, "Sec-WebSocket-Extensions is malformed")
        }
        let subprotocol = choose(from: subprotocols, offered: headers)
        let deflate = compression.flatMap { DeflateNegotiation.answer(extensions, $0) }
        return accept(key: keys[0], subprotocol, deflate)
    }

    private static func choose(from subprotocols: [String], offered headers: HTTPHeaders) -> String? {
        guard !subprotocols.isEmpty else { return nil }
        let offered = headers.listElements("Sec-WebSocket-Protocol")
        return subprotocols.first { offered.contains($0) }
    }

    private static func accept(
        key: String, _ subprotocol: String?, _ deflate: (answer: WebSocketExtension, parameters: DeflateParameters)?
    ) -> Outcome {
        var response = HTTPResponse(.switchingProtocols)
        response.headers.add("Upgrade", "websocket")
        response.headers.add("Connection", "Upgrade")
        response.headers.add("Sec-WebSocket-Accept", HandshakeKey.accept(key))
        if let subprotocol { response.headers.add("Sec-WebSocket-Protocol", subprotocol) }
        if let deflate { response.headers.add("Sec-WebSocket-Extensions", deflate.answer.text) }
        return .accept(response, WebSocketAgreement(subprotocol: subprotocol, deflate: deflate?.parameters))
    }

    private static func refuse(
        _ status: HTTPStatus, _ words: String, _ fields: [(name: String, value: String)] = []
    ) -> Outcome {
        var response = HTTPResponse(status, body: Array((words + "\n").utf8))
        response.headers.add("Content-Type", "text/plain; charset=utf-8")
        for field in fields { response.headers.add(field.name, field.value) }
        return .refuse(response)
    }
}
