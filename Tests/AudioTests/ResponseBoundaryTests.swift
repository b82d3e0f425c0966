import Audio
import TestSupport
import Testing

/// Where one response of an agent's ends and the next begins: nothing is lost, nothing clicks, nothing is carried over.
@Suite struct ResponseBoundaryTests {
    static let formats = AudioFormat.all.filter { $0 != .muLaw8000 }

    @Test("a byte at a time, a second of sound gives what it gives in one piece", arguments: AudioConverterTests.pairs)
    func byteByByte(_ pair: FormatPair) {
        let seed = UInt64.random(in: 0...UInt64.max)
        var noise = SeededGenerator(seed: seed)
        let sound = noise.bytes(pair.input.bytesPerSecond)
        #expect(pair.converted(sound, chunk: 1) == pair.converted(sound), "seed \(seed)")
    }

    @Test("the end of a response is heard whole, and the next is heard as if it were the first", arguments: formats)
    func tail(_ format: AudioFormat) {
        let pair = FormatPair(format, .muLaw8000)
        let (first, second) = (speech(format, frequency: 700), speech(format, frequency: 1_100))
        var converter = AudioConverter(from: format, to: .muLaw8000)
        let heard = converter.converted(first) + converter.finished() + converter.converted(second)
        // What the filter holds comes out if silence follows, too: so long as it is late.
        let silence = [UInt8](repeating: 0, count: format.bytesPerSecond / 50)
        let length = first.count * 8_000 / format.bytesPerSecond + converter.delay
        let expected = pair.converted(first + silence).prefix(length)
        #expect(heard == Array(expected) + pair.converted(second))
    }

    @Test("sound cut at its loudest makes no larger jump at the seam than the cut", arguments: ResamplerTests.ratios)
    func noClick(_ ratio: Ratio) {
        let level = 30_000
        let constant = [Int16](repeating: Int16(level), count: ratio.from / 10)
        var resampler = Resampler(from: ratio.from, to: ratio.to)
        var heard = resampler.processed(constant)
        resampler.finish(into: &heard)
        let seam = heard.count
        heard += resampler.processed(constant.map { -$0 })
        let jump = abs(Int(heard[seam]) - Int(heard[seam - 1]))
        // The cut, and the tenth by which every band-limited step swings over.
        #expect(jump * 100 <= level * 110, "a jump of \(jump)")
        // The next response comes out of silence.
        #expect(abs(Int(heard[seam])) * 100 <= level, "begins with \(heard[seam])")
    }

    @Test("sound that fades, as speech does, makes no jump at all", arguments: formats)
    func noJumpInSpeech(_ format: AudioFormat) {
        let sound = speech(format, frequency: 300)
        var converter = AudioConverter(from: format, to: .pcm8000)
        var heard: [UInt8] = []
        for _ in 0..<3 {
            converter.convert(sound.span, into: &heard)
            converter.finish(into: &heard)
        }
        let samples = PCM16.decoded(heard)
        let largest = zip(samples, samples.dropFirst()).map { abs(Int($0) - Int($1)) }.max() ?? 0
        // 300 Hz at -6 dBFS moves by 16,384 · 2π · 300 / 8,000 a sample at most.
        #expect(largest <= 3_861 + 40, "a jump of \(largest)")
    }

    @Test("after an interruption no sample and no half of one is left of the old response", arguments: formats)
    func interrupted(_ format: AudioFormat) {
        let loud = format.bytes(of: [Int16](repeating: 32_000, count: 1_001))
        let next = speech(format, frequency: 500)
        var converter = AudioConverter(from: format, to: .muLaw8000)
        _ = converter.converted(loud + [0x7F])
        converter.reset()
        #expect(converter.converted(next) == FormatPair(format, .muLaw8000).converted(next))
    }

    @Test("a response that was thought to be over goes on with the other half of its sample")
    func oddByteKept() {
        var converter = AudioConverter(from: .pcm8000, to: .muLaw8000)
        #expect(converter.converted([0x00, 0x40, 0x00]) == [0x8F])
        var tail: [UInt8] = []
        converter.finish(into: &tail, keepingOddByte: true)
        #expect(converter.converted([0x40, 0x00, 0x40]) == [0x8F, 0x8F])
    }

    /// 100 ms of a tone that fades in and out over 10 ms each.
    private func speech(_ format: AudioFormat, frequency: Double) -> [UInt8] {
        let samples = Tone(frequency: frequency).samples(format.sampleRate / 10, sampleRate: format.sampleRate)
        let fade = Double(format.sampleRate) / 100
        return format.bytes(
            of: samples.enumerated().map { index, sample in
                let edge = Double(min(index, samples.count - 1 - index))
                return Int16((Double(sample) * min(1, edge / fade)).rounded())
            })
    }
}
