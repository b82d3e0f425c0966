import Testing

@testable import WebSocket

@Suite("Frames written, RFC 6455 5.2 and 5.7")
struct FrameEncoderTests {
    private func encode(_ opcode: Opcode, _ payload: [UInt8], masks: Bool) -> [UInt8] {
        var encoder = FrameEncoder(masks: masks, maskingKeys: .fixed(0x37FA_213D))
        var output: [UInt8] = []
        encoder.append(opcode, payload.span, to: &output)
        return output
    }

    private func encodeInPlace(_ opcode: Opcode, _ payload: [UInt8], masks: Bool, behind before: [UInt8]) -> [UInt8] {
        var encoder = FrameEncoder(masks: masks, maskingKeys: .fixed(0x37FA_213D))
        var output = before
        let start = encoder.begin(in: &output)
        output += payload
        encoder.finish(opcode, start, in: &output)
        return output
    }

    @Test("5.7: the RFC's own examples")
    func examples() {
        let hello = Array("Hello".utf8)
        #expect(encode(.text, hello, masks: false) == [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F])
        #expect(
            encode(.text, hello, masks: true)
                == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
        #expect(encode(.ping, hello, masks: false) == [0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F])
        #expect(
            encode(.pong, hello, masks: true)
                == [0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
    }

    @Test(
        "every size of header, whole and in place",
        arguments: [0, 1, 7, 8, 9, 125, 126, 127, 400, 65_535, 65_536, 70_001]
    )
    func sizes(count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let before: [UInt8] = [1, 2, 3]
        for masks in [false, true] {
            let expected = Wire.frame(0x82, payload, key: masks ? Wire.key : nil)
            #expect(encode(.binary, payload, masks: masks) == expected)
            #expect(encodeInPlace(.binary, payload, masks: masks, behind: before) == before + expected)
        }
    }

    @Test("each frame of a client has a key of its own")
    func freshKeys() {
        var encoder = FrameEncoder(masks: true, maskingKeys: .seeded(1))
        var output: [UInt8] = []
        for _ in 0..<2 { encoder.append(.binary, [0, 0, 0, 0].span, to: &output) }
        #expect(output[2..<6] != output[12..<16])
        // Zeros masked are the key itself.
        #expect(output[2..<6] == output[6..<10])
    }
}
