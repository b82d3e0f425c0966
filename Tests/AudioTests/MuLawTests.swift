import Audio
import TestSupport
import Testing

@Suite struct MuLawTests {
    @Test("every code decodes to the output value of G.711")
    func everyCodeDecodes() {
        let samples = MuLaw.decoded((0...255).map { UInt8($0) })
        for byte in 0...255 { #expect(samples[byte] == Reference.decoded(UInt8(byte)), "code \(byte)") }
    }

    @Test("every sample encodes as in ITU-T's reference implementation")
    func everySampleEncodes() {
        let samples = (Int(Int16.min)...Int(Int16.max)).map { Int16($0) }
        let bytes = MuLaw.encoded(samples)
        #expect(bytes.count == samples.count)
        let wrong = zip(samples, bytes).filter { Reference.encoded($0) != $1 }
        #expect(wrong.isEmpty, "first: \(String(describing: wrong.first))")
    }

    @Test("a decision value of table 2a belongs to the louder step, and one less to the softer")
    func decisionValues() {
        // Fourteen bits, from the table: the first of segments 1 to 8, and the last.
        let decisions: [(value: Int, magnitude: UInt8)] = [
            (1, 1), (31, 16), (95, 32), (223, 48), (479, 64), (991, 80), (2015, 96), (4063, 112), (7903, 127),
        ]
        for (value, magnitude) in decisions {
            let bytes = MuLaw.encoded([Int16(4 * value), Int16(4 * value - 1)])
            #expect(bytes == [~magnitude, ~(magnitude - 1)], "decision value \(value)")
        }
    }

    @Test("literal codes: silence, smallest steps and saturation")
    func literalCodes() {
        let bytes = MuLaw.encoded([0, 3, 4, -1, -4, -5, 32_124, 32_767, -32_124, -32_768])
        #expect(bytes == [0xFF, 0xFF, 0xFE, 0x7F, 0x7F, 0x7E, 0x80, 0x80, 0x00, 0x00])
        #expect(
            MuLaw.decoded(bytes) == [0, 0, 8, 0, 0, -8, 32_124, 32_124, -32_124, -32_124])
    }

    @Test("decoding and encoding again gives the same byte, but for the two zeros of one value")
    func roundTrip() {
        let codes = (0...255).map { UInt8($0) }
        #expect(
            MuLaw.encoded(MuLaw.decoded(codes)) == codes.map { $0 == 0x7F ? 0xFF : $0 })
    }

    @Test("both directions append to what is there")
    func appends() {
        #expect(MuLaw.decoded([0xFF], after: [7]) == [7, 0])
        #expect(MuLaw.encoded([0], after: [7]) == [7, 0xFF])
    }

    @Test("all codes and all samples are as the golden files have them")
    func golden() throws {
        let samples = MuLaw.decoded((0...255).map { UInt8($0) })
        #expect(PCM16.encoded(samples) == (try Fixtures.bytes("audio/golden/mulaw-decoded.s16")))

        let all = (Int(Int16.min)...Int(Int16.max)).map { Int16($0) }
        #expect(MuLaw.encoded(all) == (try Fixtures.bytes("audio/golden/mulaw-encoded.ulaw")))
    }
}

/// G.711 a second time, as bits and shifts rather than tables of values: the shape of ITU-T G.191's `ulaw_compress` and
/// `ulaw_expand`.
private enum Reference {
    static func encoded(_ sample: Int16) -> UInt8 {
        let fourteenBits = (sample < 0 ? ~Int(sample) : Int(sample)) >> 2
        let biased = min(fourteenBits + 33, 0x1FFF)
        let segment = Int.bitWidth - (biased >> 6).leadingZeroBitCount
        let step = biased >> (segment + 1) & 0x0F
        let code = UInt8(segment << 4 | step)
        return sample < 0 ? ~code & 0x7F : ~code
    }

    static func decoded(_ byte: UInt8) -> Int16 {
        let code = Int(~byte)
        let segment = code >> 4 & 0x07
        let step = 4 << (segment + 1)
        let magnitude = 0x80 << segment + step * (code & 0x0F) + step / 2 - 4 * 33
        return Int16(byte & 0x80 == 0 ? -magnitude : magnitude)
    }
}
