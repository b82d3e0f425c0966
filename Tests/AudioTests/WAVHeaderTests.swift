import Audio
import Testing

@Suite("The header of a WAV file that grows") struct WAVHeaderTests {
    @Test("one channel is what a whole file in memory begins with")
    func mono() {
        let sound = [UInt8](repeating: 1, count: 32)
        let whole = WAVFile(format: AudioFormat(.pcm16, sampleRate: 16_000), audio: sound).encoded()
        #expect(WAVHeader.pcm16(sampleRate: 16_000, channelCount: 1, soundByteCount: 32) + sound == whole)
        #expect(whole.count == WAVHeader.byteCount + 32)
    }

    @Test("lengths that 32 bits cannot tell are the largest they can")
    func long() {
        let most: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
        for (byteCount, riff, data) in [
            (4_294_967_258, [0xFE, 0xFF, 0xFF, 0xFF], [0xDA, 0xFF, 0xFF, 0xFF]),
            (4_294_967_260, most, [0xDC, 0xFF, 0xFF, 0xFF]), (1 << 40, most, most),
        ] {
            let header = WAVHeader.pcm16(sampleRate: 8_000, channelCount: 2, soundByteCount: byteCount)
            #expect(header.count == 44)
            #expect(header[4..<8].elementsEqual(riff) && header[40...].elementsEqual(data), "\(byteCount)")
        }
    }

    @Test("two channels stand side by side, the left one first")
    func stereo() {
        var bytes: [UInt8] = [9]
        let (left, right): ([Int16], [Int16]) = ([1, -2, 0x1234], [0x7FFF, -0x8000, 5])
        PCM16.encode(left: left.span, right: right.span, into: &bytes)
        #expect(bytes == [9, 1, 0, 0xFF, 0x7F, 0xFE, 0xFF, 0x00, 0x80, 0x34, 0x12, 5, 0])
        PCM16.encode(left: [Int16]().span, right: [Int16]().span, into: &bytes)
        #expect(bytes.count == 13)
    }
}
