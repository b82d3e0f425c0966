import Audio
import TestSupport
import Testing

@Suite struct SoundMeasurementsTests {
    @Test("a sine at full scale has its peak there and its power 3 dB below; nothing is clipped or silent")
    func sine() {
        let samples = Tone(frequency: 1_000, level: 0).samples(16_000, sampleRate: 16_000)
        let measured = SoundMeasurements(of: samples, in: .pcm16000)
        #expect(measured.sampleCount == 16_000)
        #expect(measured.peak == 32_767)
        #expect(abs(measured.rootMeanSquare - 23_170) < 1)
        #expect(abs(measured.offset) < 0.01)
        #expect(measured.clippedSamples == 0)
        #expect(measured.silentSamples == 0)
    }

    @Test("three samples at full scale in a row are clipped, two are the top of a wave, and signs are told apart")
    func clipping() {
        let top = Int16.max
        let samples: [Int16] = [top, top, 0, top, top, top, 0, top, top, .min, .min, 0, .min, -32_767, .min, .min]
        let measured = SoundMeasurements(of: samples, in: .pcm16000)
        #expect(measured.clippedSamples == 7)
        #expect(measured.clippedRuns == 2)
        #expect(measured.peak == 32_768)
    }

    @Test("mu-law is clipped at its own loudest code")
    func muLawClipping() {
        let samples = MuLaw.decoded([0x80, 0x80, 0x80, 0x80, 0xFF, 0x00, 0x00, 0x00, 0x01])
        let measured = SoundMeasurements(of: samples, in: .muLaw8000)
        #expect(measured.clippedSamples == 7)
        #expect(measured.clippedRuns == 2)
        #expect(SoundMeasurements(of: samples, in: .pcm8000).clippedSamples == 0)
    }

    @Test("silence is counted in frames of 20 ms, the last of which may be shorter, and an offset does not hide it")
    func silence() {
        let tone = Tone(frequency: 500, level: -20).samples(1_600, sampleRate: 8_000)
        let quiet = [Int16](repeating: 0, count: 480)
        let samples = (quiet + tone + quiet + quiet + tone + [Int16](repeating: 0, count: 100)).map { $0 + 300 }
        let measured = SoundMeasurements(of: samples, in: .pcm8000)
        #expect(measured.silentSamples == 480 + 960 + 100)
        #expect(measured.longestSilence == 960)
        #expect(abs(measured.offset - 300) < 0.1)
    }

    @Test("the bar for silence is -50 dBFS")
    func bar() {
        for (level, isSilent) in [(-46.5, false), (-47.5, true)] {
            // A sine's power is 3 dB below its peak.
            let samples = Tone(frequency: 500, level: level).samples(800, sampleRate: 8_000)
            #expect((SoundMeasurements(of: samples, in: .pcm8000).silentSamples == 800) == isSilent, "\(level) dBFS")
        }
    }

    @Test("no sound at all has no level")
    func empty() {
        let measured = SoundMeasurements(of: [], in: .muLaw8000)
        #expect(measured.sampleCount == 0 && measured.peak == 0 && measured.rootMeanSquare == 0)
        #expect(measured.offset == 0 && measured.silentSamples == 0)
    }

    @Test("WAV headers are found among samples, and nothing else is taken for one")
    func headers() {
        let file = WAVFile(format: .pcm16000, audio: [1, 2, 3, 4]).encoded()
        #expect(WAVFile.headers(in: file) == [0])
        #expect(WAVFile.headers(in: [9] + file + file) == [1, 1 + file.count])
        #expect(WAVFile.headers(in: Array(file.prefix(11))) == [])
        #expect(WAVFile.headers(in: Array("RIFFRIFF....WAVE".utf8)) == [4])
        #expect(WAVFile.headers(in: []) == [])
    }
}
