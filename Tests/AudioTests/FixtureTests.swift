import Audio
import FoundationEssentials
import TestSupport
import Testing

/// The spoken dialogue under `Fixtures/audio`, judged by numbers.
@Suite struct FixtureTests {
    private struct Turn: Decodable {
        var who: String
        var file: String
        var text: String
    }

    @Test("the dialogue has these turns, in this order")
    func dialogue() throws {
        let files = try turns().map(\.file)
        #expect(
            files == [
                "agent-1.wav", "caller-1.wav", "agent-2.wav", "caller-2.wav", "agent-3.wav", "caller-3.wav",
                "agent-4.wav",
                "agent-5.wav",
            ])
        for turn in try turns() {
            #expect(turn.file.hasPrefix(turn.who))
            #expect(turn.text.contains { $0.isLetter })
        }
    }

    @Test("each turn is speech: loud enough, not clipped, no silence at its ends, and as long as its text")
    func speech() throws {
        for turn in try turns() {
            let file = try WAVFile(decoding: Fixtures.bytes("audio/\(turn.file)"))
            #expect(file.format == (turn.who == "agent" ? .pcm16000 : .muLaw8000), "\(turn.file)")
            let samples = file.format.samples(of: file.audio)
            let peak = samples.map { abs(Int($0)) }.max() ?? 0
            // 32,768 · 10^(-3/20), and what a step of mu-law adds or takes.
            #expect((22_400...23_800).contains(peak), "\(turn.file): peak \(peak)")

            let frame = file.format.sampleRate / 50
            let loud = stride(from: 0, to: samples.count - frame, by: frame).map { start in
                samples[start..<start + frame].contains { abs(Int($0)) > 300 }
            }
            #expect(try #require(loud.firstIndex(of: true)) <= 5, "\(turn.file) begins with silence")
            #expect(loud.count - (try #require(loud.lastIndex(of: true))) <= 6, "\(turn.file) ends with silence")

            let words = Double(turn.text.split(separator: " ").count)
            let wordsPerMinute = words * 60 * Double(file.format.sampleRate) / Double(samples.count)
            #expect((100...260).contains(wordsPerMinute), "\(turn.file): \(wordsPerMinute) words a minute")
        }
    }

    @Test("speech lies in the telephone band")
    func band() throws {
        let file = try WAVFile(decoding: Fixtures.bytes("audio/agent-1.wav"))
        let detector = ToneDetector(sampleRate: 16_000)
        let samples = Array(file.format.samples(of: file.audio).dropFirst(8_000).prefix(8_000))
        let inside = stride(from: 350.0, to: 3_300, by: 100).map { detector.level(of: $0, in: samples) }.max() ?? 0
        let outside =
            stride(from: 3_800.0, to: 8_000, by: 200).map { detector.level(of: $0, in: samples) }.max() ?? 0
        #expect(inside - outside > 40, "\(inside) dBFS inside, \(outside) outside")
    }

    private func turns() throws -> [Turn] {
        try JSONDecoder().decode([Turn].self, from: Data(Fixtures.bytes("audio/dialogue.json")))
    }
}
