import Audio
import TestSupport
import Testing

@Suite struct ResamplerTests {
    /// Every rate of an agent beside the telephone's, both ways.
    static let ratios = [16_000, 22_050, 24_000, 44_100, 48_000].flatMap {
        [Ratio(from: 8_000, to: $0), Ratio(from: $0, to: 8_000)]
    }

    @Test("sweeps come out as the second implementation has them, to the bit", arguments: ratios)
    func golden(_ ratio: Ratio) throws {
        let input = try samples(of: "audio/golden/sweep-\(ratio.from).s16")
        let expected = try samples(of: "audio/golden/sweep-\(ratio.from)-to-\(ratio.to).s16")
        #expect(ratio.resampled(input) == expected)
    }

    @Test("the pass band is flat within 0.2 dB from 200 to 3,400 Hz", arguments: ratios)
    func passBand(_ ratio: Ratio) {
        for frequency in [200.0, 1_000, 2_000, 3_000, 3_400] {
            let change = ratio.level(of: frequency, after: Tone(frequency: frequency, level: -6)) + 6
            #expect(abs(change) < 0.1, "\(frequency) Hz: \(change) dB")
        }
    }

    @Test("what a telephone tone is mirrored to is at least 75 dB down", arguments: ratios.filter { $0.from < $0.to })
    func images(_ ratio: Ratio) {
        for frequency in [200.0, 1_000, 2_500, 3_400] {
            for multiple in stride(from: 8_000.0, to: Double(ratio.to) / 2 + 4_000, by: 8_000) {
                for image in [multiple - frequency, multiple + frequency] where image < Double(ratio.to) / 2 {
                    let level = ratio.level(of: image, after: Tone(frequency: frequency, level: 0))
                    #expect(level < -77, "\(frequency) Hz is heard at \(image) Hz with \(level) dBFS")
                }
            }
        }
    }

    @Test(
        "what lies above the telephone band is at least 75 dB down in it", arguments: ratios.filter { $0.from > $0.to })
    func aliases(_ ratio: Ratio) {
        let highest = Double(ratio.from) / 2 - 100
        for frequency in [4_600.0, 5_000, 6_500, 7_600, 9_000, 11_000, 15_000, 23_000] where frequency < highest {
            let folded = abs(frequency - 8_000 * (frequency / 8_000).rounded())
            let level = ratio.level(of: folded, after: Tone(frequency: frequency, level: 0))
            #expect(level < -77, "\(frequency) Hz is heard at \(folded) Hz with \(level) dBFS")
        }
    }

    @Test("the delay is 1.5 ms, as the resampler says, and nothing is heard before its cause", arguments: ratios)
    func delay(_ ratio: Ratio) {
        // The response to one sample: symmetric, so its delay is where its middle is.
        let position = 3 * ratio.from / 100
        var input = [Int16](repeating: 0, count: ratio.from / 10)
        input[position] = 30_000
        let output = ratio.resampled(input).map { Double($0) }
        let energy = output.reduce(0) { $0 + $1 * $1 }
        let middle = output.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element * $1.element } / energy
        let seconds = middle / Double(ratio.to) - Double(position) / Double(ratio.from)
        #expect(abs(seconds - 0.0015) < 0.00001, "\(seconds * 1_000) ms")
        let resampler = Resampler(from: ratio.from, to: ratio.to)
        #expect(abs(Double(resampler.delay) - seconds * Double(ratio.to)) < 0.6)
        let first = output.firstIndex { $0 != 0 } ?? 0
        #expect(first * ratio.from >= position * ratio.to)
    }

    @Test(
        "a full-scale tone taken up and down again keeps 70 dB of signal to noise",
        arguments: ratios.filter { $0.from < $0.to })
    func roundTrip(_ ratio: Ratio) {
        for frequency in [300.0, 1_000, 3_000] {
            let tone = Tone(frequency: frequency, level: 0).samples(4_000, sampleRate: 8_000)
            let back = ratio.inverse.resampled(ratio.resampled(tone))
            #expect(back.count == tone.count)
            let ratio = ToneDetector(sampleRate: 8_000).signalToNoise(of: frequency, in: Array(back.dropFirst(100)))
            #expect(ratio > 70, "\(frequency) Hz: \(ratio) dB")
        }
    }

    @Test("chunks of any size give what one piece gives", arguments: ratios)
    func chunks(_ ratio: Ratio) {
        let seed = UInt64.random(in: 0...UInt64.max)
        var noise = SeededGenerator(seed: seed)
        let input = (0..<2_500).map { _ in Int16.random(in: .min ... .max, using: &noise) }
        let whole = ratio.resampled(input)
        #expect(ratio.resampled(input, chunk: { 1 }) == whole)
        #expect(ratio.resampled(input, chunk: { Int.random(in: 0...400, using: &noise) }) == whole, "seed \(seed)")
    }

    @Test("after n samples exactly as many have come out as n calls for, an hour long", arguments: ratios)
    func exactCount(_ ratio: Ratio) {
        for count in [1, 2, 3, 160, 441, 999, 1_000, 22_050] {
            let expected = (count * ratio.to + ratio.from - 1) / ratio.from
            #expect(ratio.resampled([Int16](repeating: 0, count: count)).count == expected, "after \(count)")
        }
        // An hour in frames of 20 ms: what 50 frames do to the phase repeats every second, so two seconds are enough.
        var resampler = Resampler(from: ratio.from, to: ratio.to)
        var total = 0
        for second in 1...2 {
            for frame in 0..<50 {
                let begin = ratio.from * frame / 50
                let silence = [Int16](repeating: 0, count: ratio.from * (frame + 1) / 50 - begin)
                total += resampler.processed(silence).count
            }
            #expect(total == second * ratio.to)
        }
    }

    @Test("the loudest sound there can be clips, and never wraps round", arguments: ratios)
    func saturation(_ ratio: Ratio) {
        // The signs that add up: a square wave overshoots, and so does noise of full scale.
        let square = (0..<400).map { $0 / 10 % 2 == 0 ? Int16.max : Int16.min }
        let output = ratio.resampled(square)
        #expect(output.contains(.max) && output.contains(.min))
        let largestStep = zip(output, output.dropFirst()).map { abs(Int($0) - Int($1)) }.max() ?? 0
        let wave = ratio.resampled(square.map { $0 / 2 })
        let halfStep = zip(wave, wave.dropFirst()).map { abs(Int($0) - Int($1)) }.max() ?? 0
        #expect(largestStep <= 2 * halfStep + 4, "a step of \(largestStep), at half the level \(halfStep)")
    }

    @Test("a constant stays that constant, and silence silence", arguments: ratios)
    func constant(_ ratio: Ratio) {
        for value in [Int16(0), 1, -1, 12_345, .max, .min] {
            let output = ratio.resampled([Int16](repeating: value, count: 4_000))
            #expect(output.dropFirst(output.count / 2).allSatisfy { $0 == value }, "\(value)")
        }
    }

    @Test("finishing gives the end of the sound, and both finishing and resetting start afresh", arguments: ratios)
    func finishAndReset(_ ratio: Ratio) {
        let input = Tone(frequency: 700).samples(ratio.from / 20, sampleRate: ratio.from)
        var resampler = Resampler(from: ratio.from, to: ratio.to)
        var first: [Int16] = []
        resampler.process(input.span, into: &first)
        let length = first.count
        resampler.finish(into: &first)
        #expect(first.count == length + resampler.delay)
        #expect(first[length...].contains { abs(Int($0)) > 5_000 })

        let second = resampler.processed(input)
        #expect(second == Array(first.prefix(length)))
        resampler.reset()
        #expect(resampler.processed(input) == second)
    }

    @Test("equal rates make a plain copy without delay")
    func equalRates() {
        var resampler = Resampler(from: 8_000, to: 8_000)
        var output = resampler.processed([1, -2, 3])
        resampler.finish(into: &output)
        #expect(output == [1, -2, 3])
        #expect(resampler.delay == 0)
    }

    private func samples(of path: String) throws -> [Int16] {
        PCM16.decoded(try Fixtures.bytes(path))
    }
}

/// A pair of rates to test.
struct Ratio: CustomTestStringConvertible {
    var from: Int
    var to: Int

    var testDescription: String { "\(from) -> \(to)" }
    var inverse: Ratio { Ratio(from: to, to: from) }

    /// Sound through a new resampler, in one piece or in chunks of the sizes given.
    func resampled(_ input: [Int16], chunk: () -> Int = { .max }) -> [Int16] {
        var resampler = Resampler(from: from, to: to)
        var output: [Int16] = []
        var rest = input.span
        while rest.count > 0 {
            let count = min(rest.count, chunk())
            resampler.process(rest.extracting(first: count), into: &output)
            rest = rest.extracting(droppingFirst: count)
        }
        return output
    }

    /// The level of a frequency at the output, in dBFS, while a tone is fed in.
    func level(of frequency: Double, after tone: Tone) -> Double {
        let output = resampled(tone.samples(from / 5, sampleRate: from))
        return ToneDetector(sampleRate: to).level(of: frequency, in: Array(output.dropFirst(to / 100)))
    }
}
