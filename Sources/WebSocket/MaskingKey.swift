/// The four bytes that a client's payload is XORed with (RFC 6455, 5.3).
struct MaskingKey: Hashable, Sendable {
    /// The bytes in wire order: as a number, the first is the lowest.
    let littleEndian: UInt32

    /// The bytes in wire order.
    init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
        self.init(
            littleEndian: UInt32(first) | UInt32(second) << 8 | UInt32(third) << 16 | UInt32(fourth) << 24)
    }

    init(littleEndian: UInt32) { self.littleEndian = littleEndian }

    /// Masks or unmasks part of a buffer in place. `phase` is the place of the first byte in its payload: a payload that
    /// comes in pieces is unmasked piece by piece.
    func apply(to buffer: inout [UInt8], _ range: Range<Int>, phase: Int = 0) {
        // Word by word through raw memory: a subscript for each byte costs ten times as much. The range is checked once.
        buffer.withUnsafeMutableBytes { whole in
            let bytes = UnsafeMutableRawBufferPointer(rebasing: whole[range])
            let wide = repeated(from: phase)
            var index = 0
            while index &+ 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                bytes.storeBytes(of: word ^ wide.littleEndian, toByteOffset: index, as: UInt64.self)
                index &+= 8
            }
            while index < bytes.count {
                bytes[index] ^= UInt8(truncatingIfNeeded: wide >> (UInt64(index & 7) * 8))
                index &+= 1
            }
        }
    }

    /// The key twice, beginning with the byte that falls to `phase`.
    private func repeated(from phase: Int) -> UInt64 {
        let shift = UInt32(phase & 3) * 8
        let turned = shift == 0 ? littleEndian : littleEndian >> shift | littleEndian << (32 - shift)
        return UInt64(turned) | UInt64(turned) << 32
    }
}
