public import HTTP

/// The client's half of the opening handshake (RFC 6455, 4.1): a request to send, and a judgement of its answer.
public struct ClientHandshake: Hashable, Sendable {
    /// The request; `Host` first.
    public let request: HTTPRequest
    /// The subprotocols offered, in order of preference.
    public let subprotocols: [String]

    private let key: String

    /// Makes a request for a target such as `/v1/convai/conversation?agent_id=…`. `host` has the port where it is not the
    /// scheme's own. The headers are added as they are; the handshake's own fields are not among them. Without a key a
    /// random one is made; tests and replays pass theirs, 16 bytes in Base64.
    public init(
        host: String, target: String, headers: HTTPHeaders = [:], subprotocols: [String] = [], key: String? = nil
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
        for field in headers.fields { request.headers.add(field.name, field.value) }
        self.request = request
        self.subprotocols = subprotocols
        self.key = key
    }

    /// Judges the answer as RFC 6455, 4.1 lists it, and returns the subprotocol the server chose.
    public func judge(_ response: HTTPResponse) throws(HandshakeError) -> String? {
        guard response.status == .switchingProtocols else { throw .status(response.status.code) }
        let headers = response.headers
        let upgrades = headers.listElements("Upgrade")
        guard upgrades.count == 1, upgrades[0].isSameToken(as: "websocket") else { throw .upgradeMissing }
        guard headers.contains("Connection", token: "Upgrade") else { throw .connectionMissing }
        guard headers.values("Sec-WebSocket-Accept") == [HandshakeKey.accept(key)] else { throw .acceptWrong }
        if let first = headers.listElements("Sec-WebSocket-Extensions").first { throw .extensionNotOffered(first) }
        return try subprotocol(of: headers)
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
