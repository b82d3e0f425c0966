import Audio
import Foundation  // for the logarithm
import TestSupport
import Testing

@Suite struct TouchToneSoundTests {
    private static let detector = ToneDetector(sampleRate: 8_000)

    private func sound(_ text: String) throws -> TouchToneSound {
        TouchToneSound(try TouchToneSequence(parsing: text))
    }

    /// Written out once more, from the keypad of Q.23.
    private static let keypad: [(low: Int, keys: [Character])] = [
        (697, ["1", "2", "3", "A"]), (770, ["4", "5", "6", "B"]), (852, ["7", "8", "9", "C"]),
        (941, ["*", "0", "#", "D"]),
    ]

    @Test("each key sounds its row and its column, exactly, at -9 and -7 dBm0, and nothing else")
    func frequenciesAndLevels() throws {
        // A sine of peak 32,768 has 0 dBFS here; one of peak 8,159 · 4 has +3.17 dBm0.
        let zero = 20 * log10(32_636.0 / 32_768) - 3.17
        for (low, keys) in Self.keypad {
            for (key, high) in zip(keys, [1_209, 1_336, 1_477, 1_633]) {
                let samples = Array(MuLaw.decoded(try sound(String(key)).muLaw)[40..<760])
                #expect(abs(Self.detector.level(of: Double(low), in: samples) - zero + 9) < 0.1, "key \(key)")
                #expect(abs(Self.detector.level(of: Double(high), in: samples) - zero + 7) < 0.1, "key \(key)")
                let lowest = Self.detector.dominantFrequency(in: samples, between: 650...1_000)
                let highest = Self.detector.dominantFrequency(in: samples, between: 1_150...1_700)
                #expect(abs(lowest - Double(low)) < Double(low) / 1_000, "key \(key)")
                #expect(abs(highest - Double(high)) < Double(high) / 1_000, "key \(key)")
                for other in [697, 770, 852, 941, 1_209, 1_336, 1_477, 1_633] where other != low && other != high {
                    #expect(Self.detector.level(of: Double(other), in: samples) < -45, "key \(key), \(other) Hz")
                }
            }
        }
    }

    @Test("tones last 100 ms, gaps as long, pauses 0.5 and 1 s, and the boundaries say where each lies")
    func boundaries() throws {
        let sound = try sound("1w2W#")
        #expect(sound.boundaries == [0..<1_600, 1_600..<5_600, 5_600..<7_200, 7_200..<15_200, 15_200..<16_800])
        #expect(sound.muLaw.count == 16_800)
        for range in [800..<5_600, 6_400..<15_200, 16_000..<16_800] {
            #expect(sound.muLaw[range].allSatisfy { $0 == 0xFF })
        }
        // The edges are soft and the middle is not: the loudest sample of each millisecond.
        let tone = MuLaw.decoded(Array(sound.muLaw[0..<800])).map { abs(Int($0)) }
        #expect((tone[0..<8].max() ?? 0) < 2_500)
        #expect((tone[792..<800].max() ?? 0) < 2_500)
        #expect((tone[24..<80].max() ?? 0) > 12_000)
        #expect((tone.max() ?? 0) < 18_200)
    }

    @Test("edges make no click: above the tones, a beginning is as quiet as a fade of 3 ms can be")
    func noClick() throws {
        let samples = MuLaw.decoded([UInt8](repeating: 0xFF, count: 120) + (try sound("5")).muLaw.prefix(120))
        let cut = Array(
            MuLaw.decoded([UInt8](repeating: 0xFF, count: 120)) + MuLaw.decoded(Array(try sound("5").muLaw[200..<320])))
        for frequency in [2_700.0, 3_200, 3_700] {
            let soft = Self.detector.level(of: frequency, in: samples)
            let hard = Self.detector.level(of: frequency, in: cut)
            #expect(soft < hard - 15, "\(frequency) Hz: \(soft) dB, \(hard) dB without a fade")
        }
    }

    @Test("what was not heard is sent again: a key whose tone lasted 40 ms is not")
    func rest() throws {
        let sound = try sound("12w3")
        #expect(sound.rest(afterHearing: 0)?.description == "12w3")
        #expect(sound.rest(afterHearing: 319)?.description == "12w3")
        #expect(sound.rest(afterHearing: 320)?.description == "2w3")
        #expect(sound.rest(afterHearing: 1_600 + 320)?.description == "w3")
        #expect(sound.rest(afterHearing: 7_199)?.description == "w3")
        #expect(sound.rest(afterHearing: 7_200)?.description == "3")
        #expect(sound.rest(afterHearing: 7_200 + 320) == nil)
        #expect(sound.rest(afterHearing: .max) == nil)
    }

    @Test("the bytes are those that a second implementation gave, in Python")
    func golden() throws {
        let bytes = try sound("0123456789ABCD*#wW").muLaw
        #expect(
            bytes.prefix(16) == [
                0xFF, 0xF7, 0xE6, 0xE8, 0x5C, 0x49, 0x4C, 0xE3, 0xC7, 0xD1, 0x58, 0x5F, 0xBD, 0xAF, 0xC8, 0x29,
            ])
        #expect(FNV1a.hash(bytes) == 0x7E65_E339_75CC_111D)
    }
}
