/// A header as it goes on the wire: at most 14 bytes, held in two words so that nothing is allocated.
struct FrameHeaderBytes {
    /// What `write(to:)` needs room for.
    static let room = 16

    /// 2 to 14.
    let byteCount: Int
    /// The bytes, lowest first: eight here, the rest in `high`.
    private let low: UInt64
    private let high: UInt64

    /// The header of an unfragmented frame. The shortest form of the length is the only one allowed (RFC 6455, 5.2).
    init(_ opcode: Opcode, isCompressed: Bool = false, payloadLength: Int, maskingKey: MaskingKey?) {
        let maskBit: UInt64 = maskingKey == nil ? 0 : 0x80
        let key = UInt64(maskingKey?.littleEndian ?? 0)
        // FIN, RSV1 where it is compressed, the opcode.
        let first = UInt64(0x80 | (isCompressed ? 0x40 : 0) | opcode.rawValue)
        let keySize = maskingKey == nil ? 0 : 4
        if payloadLength <= FrameHeader.longestShortPayload {
            low = first | (maskBit | UInt64(payloadLength)) << 8 | key << 16
            high = 0
            byteCount = 2 + keySize
        } else if payloadLength <= UInt16.max {
            let length = UInt64(UInt16(payloadLength).byteSwapped)
            low = first | (maskBit | 126) << 8 | length << 16 | key << 32
            high = 0
            byteCount = 4 + keySize
        } else {
            let length = UInt64(payloadLength).byteSwapped
            low = first | (maskBit | 127) << 8 | length << 16
            high = length >> 48 | key << 16
            byteCount = 10 + keySize
        }
    }

    /// Writes the header to memory that has room for 16 bytes; those behind `byteCount` are overwritten too.
    func write(to memory: UnsafeMutableRawBufferPointer) {
        memory.storeBytes(of: low.littleEndian, as: UInt64.self)
        memory.storeBytes(of: high.littleEndian, toByteOffset: 8, as: UInt64.self)
    }

    /// Writes the header over the bytes in this place.
    func write(over output: inout [UInt8], at offset: Int) {
        output.withUnsafeMutableBytes { memory in
            let place = UnsafeMutableRawBufferPointer(rebasing: memory[offset..<offset + byteCount])
            withUnsafeBytes(of: (low.littleEndian, high.littleEndian)) {
                place.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<byteCount]))
            }
        }
    }
}
