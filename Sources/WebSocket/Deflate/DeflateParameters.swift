/// What both sides have agreed on for permessage-deflate (RFC 7692, 7).
public struct DeflateParameters: Hashable, Sendable {
    /// What the client sends.
    public var client: DeflateDirection
    /// What the server sends.
    public var server: DeflateDirection

    /// Makes parameters.
    public init(client: DeflateDirection = DeflateDirection(), server: DeflateDirection = DeflateDirection()) {
        self.client = client
        self.server = server
    }

    /// What the side with this role sends.
    func sent(by role: WebSocketProtocol.Role) -> DeflateDirection {
        switch role {
        case .client: client
        case .server: server
        }
    }
}
