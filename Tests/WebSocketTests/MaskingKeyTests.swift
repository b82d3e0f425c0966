import Testing

@testable import WebSocket

@Suite("Masking, RFC 6455 5.3")
struct MaskingKeyTests {
    private let key = MaskingKey(0x37, 0xFA, 0x21, 0x3D)

    @Test("the octet at i is XORed with the key's octet at i modulo 4, wherever a range begins and ends")
    func ranges() {
        let original = (0..<64).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }
        for start in 0..<20 {
            for end in start...64 {
                for phase in 0..<5 {
                    var bytes = original
                    key.apply(to: &bytes, start..<end, phase: phase)
                    let expected = original.indices.map { index in
                        start..<end ~= index ? original[index] ^ Wire.key[(index - start + phase) % 4] : original[index]
                    }
                    #expect(bytes == expected)
                }
            }
        }
    }

    @Test("masking twice gives the payload back")
    func involution() {
        let original = (0..<1001).map { UInt8(truncatingIfNeeded: $0) }
        var bytes = original
        key.apply(to: &bytes, 3..<999)
        #expect(bytes != original)
        key.apply(to: &bytes, 3..<999)
        #expect(bytes == original)
    }
}
