import Audio
import TestSupport
import Testing

@Suite struct AudioConverterTests {
    /// The telephone's format beside each of the seven, both ways.
    static let pairs = AudioFormat.all.flatMap { [FormatPair(.muLaw8000, $0), FormatPair($0, .muLaw8000)] }

    @Test("a converter says what it does")
    func description() {
        let converter = AudioConverter(from: .muLaw8000, to: .pcm16000)
        #expect(converter.description == "mulaw 8000 -> pcm16 16000")
    }

    @Test(
        "a tone from the caller is at the agent with its frequency and level, and the other way round", arguments: pairs
    )
    func tones(_ pair: FormatPair) {
        for frequency in [440.0, 1_000, 3_000] {
            let tone = Tone(frequency: frequency, level: -10).samples(
                pair.input.sampleRate / 2, sampleRate: pair.input.sampleRate)
            let heard = pair.output.samples(of: pair.converted(pair.input.bytes(of: tone)))
            let steady = Array(heard.dropFirst(heard.count / 10))
            let detector = ToneDetector(sampleRate: pair.output.sampleRate)
            #expect(abs(detector.dominantFrequency(in: steady) - frequency) < 0.5)
            #expect(abs(detector.level(of: frequency, in: steady) + 10) < 0.2)
            // G.711 itself leaves some 37 dB at such levels.
            #expect(detector.signalToNoise(of: frequency, in: steady) > 33)
        }
    }

    @Test("20 ms of one format are 20 ms of the other, from the first frame on", arguments: pairs)
    func frames(_ pair: FormatPair) {
        var converter = AudioConverter(from: pair.input, to: pair.output)
        for _ in 0..<50 {
            let frame = [UInt8](repeating: 0, count: pair.input.bytesPerSecond / 50)
            #expect(converter.converted(frame).count == pair.output.bytesPerSecond / 50)
        }
    }

    @Test("however sound is cut into chunks, the same comes out", arguments: pairs)
    func everySplit(_ pair: FormatPair) {
        let seed = UInt64.random(in: 0...UInt64.max)
        var noise = SeededGenerator(seed: seed)
        let input = noise.bytes(120 * pair.input.bytesPerSample + (pair.input.bytesPerSample - 1))
        let result = forEverySplit(of: input) { pieces in
            var converter = AudioConverter(from: pair.input, to: pair.output)
            var output: [UInt8] = []
            for piece in pieces { converter.convert(piece.span, into: &output) }
            converter.finish(into: &output)
            return output
        }
        #expect(result.differing.isEmpty, "seed \(seed), \(result.differing.map(\.split))")
    }

    @Test("a long chunk gives what its pieces give")
    func longChunk() {
        var noise = SeededGenerator(seed: 7)
        let input = noise.bytes(50_001)
        let pair = FormatPair(.pcm24000, .muLaw8000)
        #expect(pair.converted(input) == pair.converted(input, chunk: 997))
    }

    @Test("an odd byte waits for the other half of its sample; a reset or the end drops it")
    func oddByte() {
        var converter = AudioConverter(from: .pcm8000, to: .muLaw8000)
        #expect(converter.converted([0x00, 0x00, 0x7C]) == [0xFF])
        #expect(converter.converted([0x7D]) == [0x80])
        #expect(converter.converted([0x7C]) == [])
        converter.reset()
        #expect(converter.converted([0x00, 0x00]) == [0xFF])
        #expect(converter.converted([0x7C]) == [])
        #expect(converter.finished() == [])
        #expect(converter.converted([0x00, 0x00]) == [0xFF])
    }

    @Test("between equal formats bytes are copied, whole samples at a time", arguments: AudioFormat.all)
    func sameFormat(_ format: AudioFormat) {
        let input = (0..<4_001).map { UInt8(truncatingIfNeeded: $0) }
        let output = FormatPair(format, format).converted(input, chunk: 7)
        #expect(output == Array(input.prefix(4_001 / format.bytesPerSample * format.bytesPerSample)))
    }

    @Test("between equal rates only the encoding changes")
    func sameRate() {
        let codes = (0...255).map { UInt8($0) }
        #expect(
            FormatPair(.muLaw8000, .pcm8000).converted(codes)
                == AudioFormat.pcm8000.bytes(of: AudioFormat.muLaw8000.samples(of: codes)))
    }

    @Test("after an interruption nothing of the old sound is heard, and a response begins as the first did")
    func reset() {
        let loud = AudioFormat.pcm16000.bytes(of: Tone(frequency: 500, level: 0).samples(1_001, sampleRate: 16_000))
        var converter = AudioConverter(from: .pcm16000, to: .muLaw8000)
        let first = converter.converted(loud)
        converter.reset()
        #expect(converter.converted(loud) == first)
        converter.reset()
        #expect(converter.converted([UInt8](repeating: 0, count: 640)) == [UInt8](repeating: 0xFF, count: 160))
    }

    @Test(
        "sound files of other rates can be played to a call",
        arguments: [4_000, 11_025, 12_000, 32_000, 96_000, 192_000])
    func otherRates(_ rate: Int) {
        let format = AudioFormat(.pcm16, sampleRate: rate)
        let tone = format.bytes(of: Tone(frequency: 1_000, level: -6).samples(rate / 5, sampleRate: rate))
        let heard = AudioFormat.muLaw8000.samples(of: FormatPair(format, .muLaw8000).converted(tone))
        #expect(heard.count == 1_600)
        let level = ToneDetector(sampleRate: 8_000).level(of: 1_000, in: Array(heard.dropFirst(160)))
        #expect(abs(level + 6) < 0.2)
    }

    @Test("any of the seven formats converts to any other and says how late it is")
    func anyPair() {
        for input in AudioFormat.all {
            for output in AudioFormat.all {
                let pair = FormatPair(input, output)
                let tone = Tone(frequency: 1_000, level: -6).samples(
                    input.sampleRate / 10, sampleRate: input.sampleRate)
                let heard = output.samples(of: pair.converted(input.bytes(of: tone)))
                #expect(heard.count == output.sampleRate / 10)
                let converter = AudioConverter(from: input, to: output)
                // 1.5 ms, rounded to a sample.
                #expect(converter.delay * 2_000 <= 3 * output.sampleRate + 1_000)
                let steady = Array(heard.dropFirst(heard.count / 10))
                let level = ToneDetector(sampleRate: output.sampleRate).level(of: 1_000, in: steady)
                #expect(abs(level + 6) < 0.2, "\(converter.description)")
            }
        }
    }
}

/// Two formats to test between.
struct FormatPair: CustomTestStringConvertible {
    var input: AudioFormat
    var output: AudioFormat

    init(_ input: AudioFormat, _ output: AudioFormat) {
        self.input = input
        self.output = output
    }

    var testDescription: String { "\(input) -> \(output)" }

    /// Sound through a new converter, in one piece or in chunks of so many bytes, without what the filter holds at the end.
    func converted(_ bytes: [UInt8], chunk: Int = .max) -> [UInt8] {
        var converter = AudioConverter(from: input, to: output)
        var result: [UInt8] = []
        var rest = bytes.span
        while rest.count > 0 {
            let count = min(chunk, rest.count)
            converter.convert(rest.extracting(first: count), into: &result)
            rest = rest.extracting(droppingFirst: count)
        }
        return result
    }
}
