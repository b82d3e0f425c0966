/// How a peer broke the protocol or a limit. The connection fails with `closeCode` (RFC 6455, 7.1.7).
public enum WebSocketError: Error, Hashable, Sendable {
    /// A reserved bit was set and no extension that uses it was agreed (RFC 6455, 5.2).
    case reservedBitsSet
    /// An opcode that RFC 6455, 5.2 reserves.
    case reservedOpcode(UInt8)
    /// A client's frame without a mask (RFC 6455, 5.1).
    case frameNotMasked
    /// A server's frame with a mask (RFC 6455, 5.1).
    case frameMasked
    /// A control frame in fragments (RFC 6455, 5.5).
    case fragmentedControlFrame
    /// A control frame of more than 125 bytes (RFC 6455, 5.5).
    case controlFrameTooLong
    /// A compressed message that zlib cannot inflate, or that ends inside a block (RFC 7692, 7.2.2).
    case invalidCompression
    /// A length written in more bytes than it needs (RFC 6455, 5.2).
    case lengthNotMinimal
    /// A 64-bit length with its highest bit set (RFC 6455, 5.2).
    case lengthTooLarge
    /// A continuation without a message under way (RFC 6455, 5.4).
    case continuationWithoutMessage
    /// A new message before the last fragment of the one under way (RFC 6455, 5.4).
    case messageInsideMessage
    /// A message of more bytes than `WebSocketLimits.maximumMessageSize` allows.
    case messageTooLarge(limit: Int)
    /// Text, or a close frame's reason, that is not UTF-8 (RFC 6455, 8.1).
    case invalidUTF8
    /// A close frame with one byte, which is half a code (RFC 6455, 5.5.1).
    case closePayloadTooShort
    /// A close code that may not be sent (RFC 6455, 7.4).
    case invalidCloseCode(UInt16)
    /// More control frames in one second than `WebSocketLimits.maximumControlFramesPerSecond` allows.
    case tooManyControlFrames(limit: Int)

    /// The code the peer is told (RFC 6455, 7.4.1).
    public var closeCode: CloseCode {
        switch self {
        case .reservedBitsSet, .reservedOpcode, .frameNotMasked, .frameMasked, .fragmentedControlFrame,
            .controlFrameTooLong, .lengthNotMinimal, .lengthTooLarge, .continuationWithoutMessage,
            .messageInsideMessage, .closePayloadTooShort, .invalidCloseCode:
            .protocolError
        // RFC 7692 names no code; 1007 stands for a payload that is not what it says it is.
        case .invalidUTF8, .invalidCompression:
            .invalidPayload
        case .messageTooLarge:
            .messageTooBig
        case .tooManyControlFrames:
            .policyViolation
        }
    }
}

extension WebSocketError: CustomStringConvertible {
    /// A few words for the log and for the peer's close frame.
    public var description: String {
        switch self {
        case .reservedBitsSet: "reserved bits set"
        case .reservedOpcode(let opcode): "reserved opcode \(opcode)"
        case .frameNotMasked: "frame not masked"
        case .frameMasked: "frame masked"
        case .fragmentedControlFrame: "fragmented control frame"
        case .controlFrameTooLong: "control frame over 125 bytes"
        case .lengthNotMinimal: "length not minimal"
        case .lengthTooLarge: "length over 63 bits"
        case .continuationWithoutMessage: "continuation without a message"
        case .messageInsideMessage: "new message inside a fragmented one"
        case .messageTooLarge(let limit): "message over \(limit) bytes"
        case .invalidUTF8: "text is not UTF-8"
        case .invalidCompression: "malformed compressed message"
        case .closePayloadTooShort: "close frame of one byte"
        case .invalidCloseCode(let code): "invalid close code \(code)"
        case .tooManyControlFrames(let limit): "more than \(limit) control frames in a second"
        }
    }
}
