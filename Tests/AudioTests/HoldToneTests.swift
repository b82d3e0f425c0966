import Audio
import Foundation  // for the logarithm
import TestSupport
import Testing

@Suite struct HoldToneTests {
    private let samples = MuLaw.decoded(HoldTone.muLaw)

    @Test("a period is 4 s, and loops from silence to silence without a jump")
    func period() {
        #expect(HoldTone.muLaw.count == 32_000)
        #expect(HoldTone.muLaw[0] == 0xFF)
        #expect(HoldTone.muLaw[19_200...].allSatisfy { $0 == 0xFF })
        let steps = zip(samples, samples.dropFirst()).map { abs(Int($1) - Int($0)) }
        #expect((steps.max() ?? 0) < 450)
    }

    @Test("it is quiet: no peak above -30 dBFS by much, and both notes are heard")
    func level() {
        let peak = samples.map { abs(Int($0)) }.max() ?? 0
        #expect((900...1_100).contains(peak), "\(peak)")
        let detector = ToneDetector(sampleRate: 8_000)
        let (first, second) = (Array(samples[4_000..<6_400]), Array(samples[12_000..<14_400]))
        #expect(abs(detector.dominantFrequency(in: first) - 392) < 1)
        #expect(abs(detector.dominantFrequency(in: second) - 523) < 1)
        #expect((-34 ... -29).contains(detector.level(of: 392, in: first)))
        #expect((-34 ... -29).contains(detector.level(of: 523, in: second)))
    }

    @Test("the bytes are those that a second implementation gave, in Python")
    func golden() {
        #expect(FNV1a.hash(HoldTone.muLaw) == 0x7DBF_E20C_9813_FD9C)
    }
}
