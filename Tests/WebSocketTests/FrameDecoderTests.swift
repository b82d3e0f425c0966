import Testing

@testable import WebSocket

@Suite("Frame headers, RFC 6455 5.2")
struct FrameDecoderTests {
    private func decode(_ bytes: [UInt8], masked: Bool = false) throws -> FrameHeader? {
        try FrameDecoder(framesAreMasked: masked).decode(bytes.span)
    }

    @Test("5.7: the RFC's own examples")
    func examples() throws {
        #expect(
            try decode([0x81, 0x05])
                == FrameHeader(opcode: .text, isFinal: true, payloadLength: 5, maskingKey: nil, byteCount: 2))
        #expect(
            try decode([0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D], masked: true)
                == FrameHeader(
                    opcode: .text, isFinal: true, payloadLength: 5, maskingKey: MaskingKey(0x37, 0xFA, 0x21, 0x3D),
                    byteCount: 6))
        #expect(try decode([0x01, 0x03])?.isFinal == false)
        #expect(try decode([0x80, 0x02])?.opcode == .continuation)
        #expect(try decode([0x89, 0x05])?.opcode == .ping)
        #expect(try decode([0x82, 0x7E, 0x01, 0x00])?.payloadLength == 256)
        #expect(try decode([0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0])?.payloadLength == 65_536)
    }

    @Test("every prefix of a header is not yet a header", arguments: [0, 125, 126, 65_535, 65_536, Int.max])
    func prefixes(length: Int) throws {
        let whole = Wire.header(0x82, length)
        for count in 0..<whole.count { #expect(try decode(Array(whole[..<count]), masked: true) == nil) }
        let header = try #require(try decode(whole, masked: true))
        #expect(header.payloadLength == length)
        #expect(header.byteCount == whole.count)
        #expect(header.maskingKey == MaskingKey(0x37, 0xFA, 0x21, 0x3D))
    }

    @Test("a reserved bit is refused with the first byte", arguments: [0xC1, 0xA1, 0x91, 0xF1, 0xC9] as [UInt8])
    func reservedBits(first: UInt8) {
        #expect(throws: WebSocketError.reservedBitsSet) { try decode([first]) }
    }

    @Test(
        "a reserved opcode is refused with the first byte", arguments: [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as [UInt8])
    func reservedOpcodes(opcode: UInt8) {
        #expect(throws: WebSocketError.reservedOpcode(opcode)) { try decode([0x80 | opcode]) }
        #expect(throws: WebSocketError.reservedOpcode(opcode)) { try decode([opcode]) }
    }

    @Test("5.1: a client masks, a server does not; judged with the second byte")
    func masks() {
        #expect(throws: WebSocketError.frameNotMasked) { try decode([0x81, 0x05], masked: true) }
        #expect(throws: WebSocketError.frameMasked) { try decode([0x81, 0x85], masked: false) }
    }

    @Test("5.5: a control frame is whole and of 125 bytes at most", arguments: [0x8, 0x9, 0xA] as [UInt8])
    func controlFrames(opcode: UInt8) throws {
        #expect(throws: WebSocketError.fragmentedControlFrame) { try decode([opcode]) }
        #expect(throws: WebSocketError.controlFrameTooLong) { try decode([0x80 | opcode, 126]) }
        #expect(throws: WebSocketError.controlFrameTooLong) { try decode([0x80 | opcode, 127]) }
        #expect(try decode([0x80 | opcode, 125])?.payloadLength == 125)
    }

    @Test("a length takes the fewest bytes it can")
    func minimalLengths() throws {
        #expect(throws: WebSocketError.lengthNotMinimal) { try decode([0x82, 126, 0, 125]) }
        #expect(try decode([0x82, 126, 0, 126])?.payloadLength == 126)
        #expect(throws: WebSocketError.lengthNotMinimal) { try decode([0x82, 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) }
        #expect(try decode([0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0])?.payloadLength == 65_536)
    }

    @Test("the highest bit of a 64-bit length is 0")
    func highestBit() throws {
        #expect(throws: WebSocketError.lengthTooLarge) { try decode([0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0]) }
        #expect(throws: WebSocketError.lengthTooLarge) {
            try decode([0x82, 127] + [UInt8](repeating: 0xFF, count: 8))
        }
        #expect(try decode([0x82, 127, 0x7F] + [UInt8](repeating: 0xFF, count: 7))?.payloadLength == Int.max)
    }
}
