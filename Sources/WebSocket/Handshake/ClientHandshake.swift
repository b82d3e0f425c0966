public import HTTP

/// The client's half of the opening handshake (RFC 6455, 4.1): a request to send, and a judgement of its answer.
public struct ClientHandshake: Hashable, Sendable {
    /// The request; `Host` first.
    public let request: HTTPRequest
    /// The subprotocols offered, in order of preference.
    public let subprotocols: [String]
    /// The compression offered; `nil` where none is.
    public let compression: DeflateSettings?

    private let key: String

    /// Makes a request for a target such as `/v1/convai/conversation?agent_id=…`. `host` has the port where it is not the
    /// scheme's own. The headers are added as they are; the handshake's own fields are not among them. Without a key a
    /// random one is made; tests and replays pass theirs, 16 bytes in Base64.
    public init(
        host: String, target: String, headers: HTTPHeaders = [:], subprotocols: [String] = [],
        compression: DeflateSettings? = nil, key: String? = nil
    ) {
        let key = key ?? HandshakeKey.random()
        var request = HTTPRequest(.get, target)
        request.headers.add("Host", host)
        request.headers.add("Upgrade", "websocket")
        request.headers.add("Connection", "Upgrade")
        request.headers.add("Sec-WebSocket-Key", key)
        request.headers.add("Sec-WebSocket-Version", "13")
        if !subprotocols.isEmpty {
            request.headers.add("Sec-WebSocket-Protocol", subprotocols.joined(separator: ", "))
        }
        if let compression {
            request.headers.add("Sec-WebSocket-Extensions", DeflateNegotiation.offer(compression).text)
        }
        for field in headers.fields { request.headers.add(field.name, field.value) }
        self.request = request
        self.subprotocols = subprotocols
        self.compression = compression
        self.key = key
    }

    /// Judges the answer as RFC 6455, 4.1 lists it, and returns what the server agreed to.
    public func judge(_ response: HTTPResponse) throws(HandshakeError) -> WebSocketAgreement {
        guard response.status == .switchingProtocols else { throw .status(response.status.code) }
        let headers = response.headers
        let upgrades = headers.listElements("Upgrade")
        guard upgrades.count == 1, upgrades[0].isSameToken(as: "websocket") else { throw .upgradeMissing }
        guard headers.contains("Connection", token: "Upgrade") else { throw .connectionMissing }
        guard headers.values("Sec-WebSocket-Accept") == [HandshakeKey.accept(key)] else { throw .acceptWrong }
        return WebSocketAgreement(subprotocol: try subprotocol(of: headers), deflate: try deflate(of: headers))
    }

    private func deflate(of headers: HTTPHeaders) throws(HandshakeError) -> DeflateParameters? {
        guard let extensions = WebSocketExtension.list(in: headers) else { throw .extensionsMalformed }
        guard let answer = extensions.first else { return nil }
        guard let compression, answer.name.isSameToken(as: DeflateNegotiation.name) else {
            throw .extensionNotOffered(answer.text)
        }
        guard extensions.count == 1, let parameters = DeflateNegotiation.judge(answer, offered: compression) else {
            throw .compressionUnacceptable(extensions.map(\.text).joined(separator: ", "))
        }
        return parameters
    }

    /// At most one, and one of those offered; their case matters.
    private func subprotocol(of headers: HTTPHeaders) throws(HandshakeError) -> String? {
        let chosen = headers.values("Sec-WebSocket-Protocol")
        guard let first = chosen.first else { return nil }
        guard chosen.count == 1, subprotocols.contains(first) else {
            throw .subprotocolNotOffered(chosen.joined(separator: ", "))
        }
        return first
    }
}
