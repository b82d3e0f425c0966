import Audio
import TestSupport
import Testing

/// `docs/audio.md` promises figures; each is measured here, and must stand there as it was measured.
@Suite struct AudioFiguresTests {
    @Test(
        "the filter is flat within 0.2 dB, hides images and aliases by 75 dB and is late by 2 ms at most, as documented",
        arguments: ResamplerTests.ratios)
    func filter(_ ratio: Ratio) throws {
        let figures = FilterFigures(of: ratio)
        #expect(figures.ripple <= 0.2)
        #expect(figures.loudestImage <= -75)
        #expect(figures.delay <= 2)
        try expectDocumented(figures.row(ratio))
    }

    @Test(
        "a full-scale tone that goes up and comes down again keeps 70 dB of signal to noise, as documented",
        arguments: ResamplerTests.ratios.filter { $0.from < $0.to })
    func roundTrip(_ ratio: Ratio) throws {
        let worst = [200.0, 300, 1_000, 2_000, 3_000, 3_400].map { frequency in
            let tone = Tone(frequency: frequency, level: 0).samples(4_000, sampleRate: 8_000)
            let back = ratio.inverse.resampled(ratio.resampled(tone))
            return ToneDetector(sampleRate: 8_000).signalToNoise(of: frequency, in: Array(back.dropFirst(100)))
        }.min()
        let ratioInDecibels = try #require(worst)
        #expect(ratioInDecibels >= 70)
        try expectDocumented("| 8000 -> \(ratio.to) -> 8000 | \(decimals(ratioInDecibels, 1)) dB |")
    }

    private func expectDocumented(_ row: String) throws {
        let page = String(decoding: try Fixtures.bytes("../docs/audio.md"), as: UTF8.self)
        #expect(page.split(separator: "\n").contains { $0 == row }, "docs/audio.md lacks the row\n\(row)")
    }
}
