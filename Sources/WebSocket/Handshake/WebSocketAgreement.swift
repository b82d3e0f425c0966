/// What both sides agreed on in the opening handshake.
public struct WebSocketAgreement: Hashable, Sendable {
    /// The subprotocol chosen, if any (RFC 6455, 1.9).
    public var subprotocol: String?
    /// How messages are compressed; `nil` where they are not (RFC 7692).
    public var deflate: DeflateParameters?

    /// Makes an agreement; without arguments on nothing but RFC 6455 itself.
    public init(subprotocol: String? = nil, deflate: DeflateParameters? = nil) {
        self.subprotocol = subprotocol
        self.deflate = deflate
    }
}
