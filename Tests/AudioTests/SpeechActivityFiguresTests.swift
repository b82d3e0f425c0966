import Audio
import TestSupport
import Testing

/// How well the ends of real speech are found on noisy lines. What is true is told by the clean recording: see ``NoisyLine``.
@Suite struct SpeechActivityFiguresTests {
    struct Line: CustomTestStringConvertible {
        let level: Double
        let noise: Double
        let color: NoisyLine.Color
        /// Of a hundred ends, how many must be found within 60 ms.
        let share: Int

        var testDescription: String { "speech at \(level) dBFS, \(color) noise at \(noise) dBFS" }
    }

    private static let lines = [
        Line(level: -22, noise: -62, color: .white, share: 85), Line(level: -22, noise: -42, color: .white, share: 85),
        Line(level: -22, noise: -37, color: .white, share: 85), Line(level: -22, noise: -42, color: .pink, share: 80),
        Line(level: -35, noise: -55, color: .white, share: 90),
    ]

    @Test(
        "nearly all ends of a person's speech are found within 60 ms",
        .enabled(
            if: Recordings.isInstalled, "needs Debian's asterisk-core-sounds-en-wav; scripts/setup tests installs it"),
        arguments: lines)
    func person(_ line: Line) throws {
        #expect(Recordings.installed.count == 40)
        try expectEnds(of: Recordings.installed, on: line)
    }

    @Test("and those of the fixtures", arguments: lines)
    func fixtures(_ line: Line) throws {
        try expectEnds(of: Recordings.fixtures(), on: line)
    }

    private func expectEnds(of recordings: [(name: String, samples: [Int16])], on line: Line) throws {
        var errors: [Int] = []
        for (seed, recording) in recordings.enumerated() {
            let noisy = NoisyLine(
                recording.samples, level: line.level, noise: line.noise, line.color, seed: UInt64(seed))
            var activity = SpeechActivity()
            let bytes = noisy.muLaw
            activity.receive(bytes.span)
            let end = try #require(activity.lastSpeechEnd, "no speech in \(recording.name), seed \(seed)")
            errors.append((end - noisy.speech.upperBound) / 8)
        }
        let good = errors.count { abs($0) <= 60 }
        let sorted = errors.sorted()
        #expect(100 * good >= line.share * errors.count, "errors in ms: \(sorted)")
        #expect((-30...30).contains(sorted[sorted.count / 2]), "errors in ms: \(sorted)")
    }
}
