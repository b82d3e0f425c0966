import Audio
import TestSupport
import Testing

@Suite("When a caller speaks, by the mu-law of the line")
struct SpeechActivityTests {
    private func silence(_ milliseconds: Int) -> [UInt8] { [UInt8](repeating: 0xFF, count: milliseconds * 8) }

    private func tone(_ milliseconds: Int, level: Double = -20) -> [UInt8] {
        MuLaw.encoded(Tone(frequency: 400, level: level).samples(milliseconds * 8, sampleRate: 8_000))
    }

    private func noise(_ milliseconds: Int, _ level: Double, _ color: NoisyLine.Color = .white) -> [UInt8] {
        let noise = NoisyLine.noise(milliseconds * 8, level, color, seed: 7)
        return MuLaw.encoded(noise.map { Int16(clamping: Int($0.rounded())) })
    }

    private func heard(_ sound: [UInt8], piece: Int = 160) -> SpeechActivity {
        var activity = SpeechActivity()
        activity.hear(sound, piece: piece)
        return activity
    }

    @Test("speech is believed after 160 ms, and began with its first window")
    func begins() {
        var activity = heard(silence(300) + tone(140))
        #expect(!activity.isSpeaking)
        #expect(activity.speechStart == nil)
        #expect(activity.lastSpeechEnd == nil)
        activity.hear(tone(20))
        #expect(activity.isSpeaking)
        #expect(activity.speechStart == 2_400)
        #expect(activity.lastSpeechEnd == 2_400 + 1_280)
    }

    @Test("its end is known in the very window after it, and it is over after half a second")
    func ends() {
        var activity = heard(silence(300) + tone(400))
        #expect(activity.lastSpeechEnd == 5_600)
        #expect(activity.position == 5_600)
        activity.hear(silence(20))
        #expect(activity.lastSpeechEnd == 5_600)
        #expect(activity.isSpeaking)
        activity.hear(silence(460))
        #expect(activity.isSpeaking)
        activity.hear(silence(20))
        #expect(!activity.isSpeaking)
        #expect(activity.lastSpeechEnd == 5_600)
        #expect(activity.position == 9_600)
    }

    @Test("a pause between words is within the turn, and the next turn begins anew")
    func turns() {
        let sentence = silence(300) + tone(400) + silence(400) + tone(300)
        #expect(heard(sentence).speechStart == 2_400)
        #expect(heard(sentence).lastSpeechEnd == 1_400 * 8)
        let activity = heard(sentence + silence(600) + tone(200))
        #expect(activity.speechStart == 2_000 * 8)
        #expect(activity.lastSpeechEnd == 2_200 * 8)
    }

    @Test("clicks are no speech, however many", arguments: [5, 20, 59])
    func clicks(milliseconds: Int) {
        let click = tone(milliseconds, level: -3)
        var activity = SpeechActivity()
        for gap in [207, 250, 333, 401, 555, 300] { activity.hear(silence(gap) + click) }
        activity.hear(silence(20))
        #expect(activity.speechStart == nil)
        #expect(activity.lastSpeechEnd == nil)
        #expect(activity.lastSound.map { $0 > activity.position - 320 } == true)
    }

    @Test("a door that slams is no speech, and its noise is remembered as sound")
    func bang() {
        // 120 ms that die away.
        let bang = (0..<6).flatMap { tone(20, level: -2 - 5 * Double($0)) }
        let activity = heard(silence(507) + bang + silence(600))
        #expect(activity.speechStart == nil)
        #expect(activity.lastSound == 640 * 8)
    }

    @Test("a click after the last word does not move its end", arguments: [150, 200, 300, 450])
    func clickAfterSpeech(gap: Int) {
        let sound = silence(300) + tone(400) + silence(gap) + tone(50, level: -3) + silence(700)
        #expect(heard(sound).lastSpeechEnd == 700 * 8)
    }

    @Test("a bang amid quiet speech does not hide the rest of it")
    func bangWithinSpeech() {
        let sound = silence(300) + tone(400, level: -30) + tone(40, level: -1) + tone(400, level: -30)
        #expect(heard(sound).lastSpeechEnd == 1_140 * 8)
    }

    @Test("noise alone is never speech, ten minutes of it", arguments: zip([-45.0, -35], NoisyLine.Color.allCases))
    func noiseAlone(level: Double, color: NoisyLine.Color) {
        var activity = SpeechActivity()
        var speech = 0
        for minute in 0..<10 {
            let samples = NoisyLine.noise(480_000, level, color, seed: UInt64(minute))
            let bytes = MuLaw.encoded(samples.map { Int16(clamping: Int($0.rounded())) })
            for start in stride(from: 0, to: bytes.count, by: 160) {
                activity.receive(bytes.span.extracting(start..<start + 160))
                if activity.isSpeaking { speech += 1 }
            }
        }
        #expect(speech == 0)
        #expect(activity.speechStart == nil)
        #expect(activity.position == 4_800_000)
    }

    @Test("quiet speech over the noise of a line is speech")
    func quietSpeech() {
        let sound = zip(noise(2_000, -55), silence(1_000) + tone(600, level: -32) + silence(400)).map { hiss, speech in
            MuLaw.encoded([MuLaw.decoded([hiss])[0] + MuLaw.decoded([speech])[0]])[0]
        }
        let activity = heard(sound)
        #expect(activity.speechStart == 8_000)
        #expect(activity.lastSpeechEnd == 1_600 * 8)
    }

    @Test("noise at -45 dBFS that sets in on a silent line is no speech")
    func noiseSetsIn() {
        #expect(heard(silence(5_000) + noise(5_000, -45)).speechStart == nil)
        #expect(heard(silence(5_000) + noise(5_000, -45, .pink)).speechStart == nil)
    }

    @Test(
        "noise that grows louder is taken for speech for four seconds at most",
        arguments: [2.0, 3, 6, 20, 30], NoisyLine.Color.allCases)
    func noiseGrows(by decibels: Double, color: NoisyLine.Color) {
        var activity = heard(noise(5_000, -58, color))
        activity.hear(noise(4_000, -58 + decibels, color))
        #expect(!activity.isSpeaking)
        // And a caller is heard above it.
        activity.hear(tone(300, level: -12))
        #expect(activity.isSpeaking)
    }

    @Test("how the bytes are cut makes no difference", arguments: [1, 7, 159, 161, 1_000, 100_000])
    func pieces(size: Int) {
        let sound = noise(700, -50) + tone(333) + noise(601, -50) + tone(50) + tone(217) + noise(90, -50)
        #expect(heard(sound, piece: size) == heard(sound))
    }

    @Test("a gap is silence, and time goes on over it")
    func gaps() {
        var activity = heard(silence(300) + tone(400))
        activity.skip(samples: 160)
        activity.hear(tone(100))
        #expect(activity.lastSpeechEnd == 820 * 8)
        activity.skip(samples: 8_000)
        #expect(activity.position == 1_820 * 8)
        #expect(!activity.isSpeaking)
        #expect(activity.lastSpeechEnd == 820 * 8)
        activity.hear(tone(200))
        #expect(activity.speechStart == 1_820 * 8)
    }

    @Test("windows keep their places over gaps of any length")
    func gapsWithinWindows() {
        for gap in [1, 79, 80, 81, 159, 161, 8_003, 80_001] {
            var activity = heard(silence(300))
            activity.skip(samples: gap)
            let sound = tone(400)
            activity.hear(sound)
            let start = 2_400 + gap
            #expect(activity.position == start + 3_200)
            #expect(activity.speechStart.map { $0 % 160 == 0 && abs($0 - start) < 160 } == true, "gap \(gap)")
        }
    }

    @Test("gaps that cannot be are cut to a day, and negative ones are none")
    func impossibleGaps() {
        var activity = SpeechActivity()
        activity.skip(samples: -5)
        #expect(activity.position == 0)
        for _ in 0..<3 { activity.skip(samples: .max) }
        #expect(activity.position == 3 * 86_400 * 8_000)
    }

    @Test("the loudest bytes do not overflow")
    func fullScale() {
        let activity = heard(silence(300) + [UInt8](repeating: 0, count: 80_000))
        #expect(activity.isSpeaking)
        #expect(activity.lastSpeechEnd == activity.position)
    }
}

extension SpeechActivity {
    fileprivate mutating func hear(_ sound: [UInt8], piece: Int = 160) {
        for start in stride(from: 0, to: sound.count, by: piece) {
            receive(sound.span.extracting(start..<min(sound.count, start + piece)))
        }
    }
}
