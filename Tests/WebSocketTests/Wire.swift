/// Bytes as a peer would send them, put together here by hand and not by the encoder under test.
enum Wire {
    /// The key of RFC 6455, 5.7.
    static let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

    /// A frame; `first` is the byte with FIN, the reserved bits and the opcode. Without a key it is not masked.
    static func frame(_ first: UInt8, _ payload: [UInt8] = [], key: [UInt8]? = Wire.key) -> [UInt8] {
        header(first, payload.count, key: key) + masked(payload, key: key)
    }

    static func frame(_ first: UInt8, _ text: String, key: [UInt8]? = Wire.key) -> [UInt8] {
        frame(first, Array(text.utf8), key: key)
    }

    /// A close frame.
    static func close(_ code: UInt16, _ reason: String = "", key: [UInt8]? = Wire.key) -> [UInt8] {
        frame(0x88, [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8), key: key)
    }

    /// What stands before a payload of this size.
    static func header(_ first: UInt8, _ payloadLength: Int, key: [UInt8]? = Wire.key) -> [UInt8] {
        let mask: UInt8 = key == nil ? 0 : 0x80
        let length: [UInt8]
        switch payloadLength {
        case ...125: length = [mask | UInt8(payloadLength)]
        case ...65_535: length = [mask | 126] + bigEndian(payloadLength, 2)
        default: length = [mask | 127] + bigEndian(payloadLength, 8)
        }
        return [first] + length + (key ?? [])
    }

    static func bigEndian(_ value: Int, _ byteCount: Int) -> [UInt8] {
        (0..<byteCount).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func masked(_ payload: [UInt8], key: [UInt8]?) -> [UInt8] {
        guard let key else { return payload }
        return payload.enumerated().map { $1 ^ key[$0 % 4] }
    }
}
