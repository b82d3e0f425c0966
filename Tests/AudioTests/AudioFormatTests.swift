import Audio
import Testing

@Suite struct AudioFormatTests {
    @Test("the seven have the vendor's names, and only these are read")
    func vendorNames() {
        let names = ["ulaw_8000", "pcm_8000", "pcm_16000", "pcm_22050", "pcm_24000", "pcm_44100", "pcm_48000"]
        #expect(AudioFormat.all.map(\.vendorName) == names)
        #expect(names.map { AudioFormat(vendorName: $0) } == AudioFormat.all)
        for name in ["", "pcm_", "pcm_11025", "PCM_16000", "ulaw_16000", "mp3_44100_128", "pcm_016000"] {
            #expect(AudioFormat(vendorName: name) == nil)
        }
    }

    @Test("a second of mu-law is 8,000 bytes, of PCM twice its rate")
    func sizes() {
        #expect(AudioFormat.muLaw8000.bytesPerSecond == 8_000)
        #expect(AudioFormat.pcm22050.bytesPerSecond == 44_100)
    }

    @Test("a log line calls them by encoding and rate")
    func descriptions() {
        #expect("\(AudioFormat.muLaw8000), \(AudioFormat.pcm44100)" == "mulaw 8000, pcm16 44100")
    }
}
