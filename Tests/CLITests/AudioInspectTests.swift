import Audio
import Foundation
import TestSupport
import Testing

@testable import CLI

@Suite struct AudioInspectTests {
    @Test("a recording is told in numbers, for people and as JSON")
    func recording() throws {
        let tone = Tone(frequency: 500, level: -6).samples(16_000, sampleRate: 16_000)
        let report = SoundReport(of: Self.pcm(tone + [Int16](repeating: 0, count: 16_000)))
        #expect(
            report.text == """
                pcm_16000, 2.000 s, 32000 samples
                  level      peak -6.0 dBFS, RMS -12.0 dBFS
                  clipping   none
                  silence    50.0 %, at most 1.00 s at a stretch
                  DC offset  0.00 %
                """)
        #expect(
            try JSONText.of(report)
                == #"{"clippedPlaces":0,"clippedSamples":0,"dcOffset":0,"format":"pcm_16000","longestSilenceSeconds":1,"#
                + #""oddBytes":0,"peakDBFS":-6,"rmsDBFS":-12.02,"samples":32000,"seconds":2,"silenceShare":0.5,"#
                + #""wavHeaders":[]}"#)
    }

    @Test("clipping, an offset and half a sample at the end are told")
    func faults() {
        let samples: [Int16] = [.max, .max, .max, .max, 0, 0, 0, 0]
        let report = SoundReport(of: WAVFile(format: .pcm8000, audio: Self.bytes(samples) + [1]))
        #expect(report.text.contains("clipping   4 samples; places: 1"))
        #expect(report.text.contains("DC offset  50.00 %"))
        #expect(report.text.contains("half a sample"))
    }

    @Test("digital silence has no level, and JSON no infinity")
    func silence() throws {
        let report = SoundReport(of: WAVFile(format: .muLaw8000, audio: [UInt8](repeating: 0xFF, count: 800)))
        #expect(report.text.contains("level      none: every sample is zero"))
        #expect(report.text.contains("silence    100.0 %, at most 0.10 s"))
        #expect(!(try JSONText.of(report)).contains("DBFS"))
        #expect(SoundReport(of: WAVFile(format: .pcm8000, audio: [])).seconds == 0)
    }

    @Test("a WAV header sent as sound is named, with the format that it names")
    func headerInSound() {
        let inner = Self.pcm([1, 2, 3]).encoded()
        let report = SoundReport(of: WAVFile(format: .muLaw8000, audio: [0xFF, 0xFF] + inner))
        #expect(report.wavHeaders == [.init(byte: 2, format: "pcm_16000")])
        #expect(report.text.contains("a WAV header (pcm_16000) stands among the samples, at byte 2"))
        let damaged = SoundReport(of: WAVFile(format: .muLaw8000, audio: Array(inner.prefix(20))))
        #expect(damaged.wavHeaders == [.init(byte: 0, format: nil)])
    }

    @Test("raw sound needs --format; a WAV file under any name says so itself, and must not be contradicted")
    func formats() async throws {
        let directory = try TestSupport.TemporaryDirectory()
        let (raw, wav) = (directory.file("sound.raw"), directory.file("sound.wav"))
        try Data([0xFF, 0x80]).write(to: URL(filePath: raw))
        try Data(Self.pcm([1, 2]).encoded()).write(to: URL(filePath: wav))
        #expect(await VoicebridgeCommand.run(["audio", "inspect", raw]) == 2)
        #expect(await VoicebridgeCommand.run(["audio", "inspect", raw, "--format", "ulaw_8000"]) == 0)
        #expect(await VoicebridgeCommand.run(["audio", "inspect", wav]) == 0)
        #expect(await VoicebridgeCommand.run(["audio", "inspect", wav, "--format", "pcm_8000"]) == 2)
        #expect(await VoicebridgeCommand.run(["audio", "inspect", directory.file("none.wav")]) == 1)
        let renamed = directory.file("renamed.bin")
        try Data(Self.pcm([1, 2]).encoded()).write(to: URL(filePath: renamed))
        #expect(await VoicebridgeCommand.run(["audio", "inspect", renamed]) == 0)
    }

    private static func pcm(_ samples: [Int16]) -> WAVFile { WAVFile(format: .pcm16000, audio: bytes(samples)) }

    private static func bytes(_ samples: [Int16]) -> [UInt8] {
        var bytes: [UInt8] = []
        PCM16.encode(samples.span, into: &bytes)
        return bytes
    }
}
