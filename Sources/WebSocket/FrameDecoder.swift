/// Reads frame headers and judges them as far as one frame alone can be judged. It keeps nothing between calls: a header
/// of which bytes are missing is read again when more have come.
struct FrameDecoder: Sendable {
    /// Whose frames these are: a client's must be masked, a server's must not be (RFC 6455, 5.1).
    let framesAreMasked: Bool
    /// Whether permessage-deflate was agreed on.
    var allowsCompression = false

    /// The header at the front of these bytes, `nil` while bytes of it are missing. Each part is judged as soon as it is
    /// there.
    func decode(_ bytes: Span<UInt8>) throws(WebSocketError) -> FrameHeader? {
        guard bytes.count >= 1 else { return nil }
        let opcode = try opcode(of: bytes[0])
        let isFinal = bytes[0] & 0x80 != 0
        if opcode.isControl, !isFinal { throw .fragmentedControlFrame }

        guard bytes.count >= 2 else { return nil }
        try judgeMaskBit(of: bytes[1])
        let shortLength = bytes[1] & 0x7F
        if opcode.isControl, shortLength > FrameHeader.longestShortPayload { throw .controlFrameTooLong }

        guard let (length, afterLength) = try payloadLength(in: bytes, shortLength) else { return nil }
        var header = FrameHeader(
            opcode: opcode, isFinal: isFinal, isCompressed: bytes[0] & Self.compressionBit != 0,
            payloadLength: length, byteCount: afterLength)
        guard framesAreMasked else { return header }

        guard bytes.count >= afterLength + 4 else { return nil }
        header.maskingKey = MaskingKey(
            bytes[afterLength], bytes[afterLength + 1], bytes[afterLength + 2], bytes[afterLength + 3])
        header.byteCount += 4
        return header
    }
}

extension FrameDecoder {
    /// RSV1.
    private static let compressionBit: UInt8 = 0x40

    /// The one place that judges the reserved bits. With permessage-deflate RSV1 may be set on the first frame of a message
    /// (RFC 7692, 6), and there alone; nothing uses the other two.
    private func opcode(of byte: UInt8) throws(WebSocketError) -> Opcode {
        let reserved = byte & 0x70
        guard reserved == 0 || (allowsCompression && reserved == Self.compressionBit) else { throw .reservedBitsSet }
        guard let opcode = Opcode(rawValue: byte & 0x0F) else { throw .reservedOpcode(byte & 0x0F) }
        switch opcode {
        case .text, .binary: return opcode
        case .continuation, .close, .ping, .pong:
            guard reserved == 0 else { throw .reservedBitsSet }
            return opcode
        }
    }

    private func judgeMaskBit(of byte: UInt8) throws(WebSocketError) {
        guard (byte & 0x80 != 0) != framesAreMasked else { return }
        throw framesAreMasked ? .frameNotMasked : .frameMasked
    }

    /// RFC 6455, 5.2: the shortest form must be used, and the highest bit of the longest is 0.
    private func payloadLength(
        in bytes: Span<UInt8>, _ shortLength: UInt8
    ) throws(WebSocketError) -> (length: Int, afterLength: Int)? {
        switch shortLength {
        case 126:
            guard bytes.count >= 4 else { return nil }
            let length = bigEndian(bytes, from: 2, byteCount: 2)
            guard length > FrameHeader.longestShortPayload else { throw .lengthNotMinimal }
            return (Int(length), 4)
        case 127:
            guard bytes.count >= 10 else { return nil }
            let length = bigEndian(bytes, from: 2, byteCount: 8)
            guard length > UInt16.max else { throw .lengthNotMinimal }
            guard let length = Int(exactly: length) else { throw .lengthTooLarge }
            return (length, 10)
        default:
            return (Int(shortLength), 2)
        }
    }

    private func bigEndian(_ bytes: Span<UInt8>, from start: Int, byteCount: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in start..<start + byteCount { value = value << 8 | UInt64(bytes[index]) }
        return value
    }
}
