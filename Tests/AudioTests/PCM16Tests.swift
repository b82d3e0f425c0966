import Audio
import Testing

@Suite struct PCM16Tests {
    @Test("samples are two bytes, the lower first")
    func littleEndian() {
        let bytes: [UInt8] = [0x00, 0x00, 0x01, 0x00, 0xFF, 0x7F, 0x00, 0x80, 0xFF, 0xFF]
        let samples: [Int16] = [0, 1, 32_767, -32_768, -1]
        #expect(PCM16.decoded(bytes) == samples)
        #expect(PCM16.encoded(samples) == bytes)
    }

    @Test("both directions append, from any offset in memory, and leave out a last odd byte")
    func appendsUnaligned() {
        let bytes: [UInt8] = [0xAA, 0x34, 0x12, 0x78, 0x56, 0x9A]
        var samples: [Int16] = [7]
        PCM16.decode(bytes.span.extracting(droppingFirst: 1), into: &samples)
        #expect(samples == [7, 0x1234, 0x5678])
        var encoded: [UInt8] = [7]
        PCM16.encode(samples.span.extracting(droppingFirst: 1), into: &encoded)
        #expect(encoded == [7, 0x34, 0x12, 0x78, 0x56])
    }

    @Test("a sum that is too large becomes the largest sample of its sign")
    func saturation() {
        #expect(PCM16.saturated(32_767) == 32_767)
        #expect(PCM16.saturated(32_768) == 32_767)
        #expect(PCM16.saturated(-32_768) == -32_768)
        #expect(PCM16.saturated(-32_769) == -32_768)
        #expect(PCM16.saturated(.max) == 32_767)
        #expect(PCM16.saturated(.min) == -32_768)
    }
}
