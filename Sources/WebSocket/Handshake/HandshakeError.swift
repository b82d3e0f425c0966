/// Why an answer to our upgrade request is no WebSocket (RFC 6455, 4.1).
public enum HandshakeError: Error, Hashable, Sendable {
    /// Another status than 101.
    case status(Int)
    /// No `Upgrade: websocket`, or something else beside it.
    case upgradeMissing
    /// No `Connection: Upgrade`.
    case connectionMissing
    /// `Sec-WebSocket-Accept` is missing, doubled or does not belong to our key.
    case acceptWrong
    /// An extension that was not offered.
    case extensionNotOffered(String)
    /// `Sec-WebSocket-Extensions` does not follow its grammar (RFC 6455, 9.1).
    case extensionsMalformed
    /// An answer to our offer of compression that is none: a parameter unknown, doubled, out of range or missing
    /// (RFC 7692, 7).
    case compressionUnacceptable(String)
    /// A subprotocol that was not offered, or more than one.
    case subprotocolNotOffered(String)
}

extension HandshakeError: CustomStringConvertible {
    /// A few words for the log.
    public var description: String {
        switch self {
        case .status(let status): "status \(status) instead of 101"
        case .upgradeMissing: "no Upgrade: websocket in the answer"
        case .connectionMissing: "no Connection: Upgrade in the answer"
        case .acceptWrong: "Sec-WebSocket-Accept does not match"
        case .extensionNotOffered(let name): "extension not offered: \(name)"
        case .extensionsMalformed: "Sec-WebSocket-Extensions is malformed"
        case .compressionUnacceptable(let answer): "compression cannot be agreed on: \(answer)"
        case .subprotocolNotOffered(let name): "subprotocol not offered: \(name)"
        }
    }
}
