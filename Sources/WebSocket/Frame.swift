/// What a frame carries (RFC 6455, 5.2). 3 to 7 and 11 to 15 are reserved.
enum Opcode: UInt8, Sendable {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    /// Control frames may come between the fragments of a message (RFC 6455, 5.5).
    var isControl: Bool { rawValue & 0x8 != 0 }
}

/// All that stands before a frame's payload:
///
///     byte 0      FIN, RSV1 to RSV3, opcode in the low four bits
///     byte 1      MASK, then seven bits of length; 126: two more bytes follow, 127: eight more
///     then        the masking key, four bytes, where MASK is set
struct FrameHeader: Equatable, Sendable {
    /// The longest payload of a control frame, and the longest length that fits byte 1 (RFC 6455, 5.5 and 5.2).
    static let longestShortPayload = 125

    var opcode: Opcode
    /// Whether this is the last fragment of its message.
    var isFinal: Bool
    /// Whether this begins a message that is compressed: RSV1 (RFC 7692, 6).
    var isCompressed = false
    /// 0 to 2^63 - 1.
    var payloadLength: Int
    var maskingKey: MaskingKey?
    /// What the header itself takes, 2 to 14 bytes.
    var byteCount: Int
}
