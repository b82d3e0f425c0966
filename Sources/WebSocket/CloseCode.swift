/// Why a WebSocket is closed (RFC 6455, 7.4), or a private code of the peer's, such as 3000 or 4300.
public struct CloseCode: RawRepresentable, Hashable, Sendable {
    /// 1000 to 4999 where it was received.
    public let rawValue: UInt16

    /// Makes a code of any number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// 1000: done as intended.
    public static let normal = CloseCode(rawValue: 1000)
    /// 1001: the server goes down, or the page was left.
    public static let goingAway = CloseCode(rawValue: 1001)
    /// 1002: the peer broke the protocol.
    public static let protocolError = CloseCode(rawValue: 1002)
    /// 1005: a close frame without a code; never on the wire.
    public static let noStatus = CloseCode(rawValue: 1005)
    /// 1006: the connection was lost without a close frame; never on the wire.
    public static let abnormal = CloseCode(rawValue: 1006)
    /// 1007: text that is not UTF-8.
    public static let invalidPayload = CloseCode(rawValue: 1007)
    /// 1008: refused by a rule of ours.
    public static let policyViolation = CloseCode(rawValue: 1008)
    /// 1009: a message over the limit.
    public static let messageTooBig = CloseCode(rawValue: 1009)
    /// 1011: an unexpected condition on the server.
    public static let internalError = CloseCode(rawValue: 1011)

    /// Whether a close frame may carry it: those of RFC 6455, 7.4.1 and of its registry at IANA that are not reserved, and
    /// the 3000s and 4000s of libraries and applications (7.4.2).
    public var mayBeSent: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
