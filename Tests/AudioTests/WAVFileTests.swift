import Audio
import TestSupport
import Testing

@Suite struct WAVFileTests {
    @Test("a PCM file, byte for byte")
    func encodesPCM() {
        let file = WAVFile(format: .pcm16000, audio: [1, 2, 3, 4])
        #expect(
            file.encoded() == Array("RIFF".utf8) + [40, 0, 0, 0] + Array("WAVEfmt ".utf8) + [16, 0, 0, 0]
                + [1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0x00, 0x7D, 0, 0, 2, 0, 16, 0]
                + Array("data".utf8) + [4, 0, 0, 0, 1, 2, 3, 4])
    }

    @Test("a mu-law file, byte for byte: the longer format, the number of samples, an even length")
    func encodesMuLaw() {
        let file = WAVFile(format: .muLaw8000, audio: [1, 2, 3])
        #expect(
            file.encoded() == Array("RIFF".utf8) + [54, 0, 0, 0] + Array("WAVEfmt ".utf8) + [18, 0, 0, 0]
                + [7, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x40, 0x1F, 0, 0, 1, 0, 8, 0, 0, 0]
                + Array("fact".utf8) + [4, 0, 0, 0, 3, 0, 0, 0] + Array("data".utf8) + [3, 0, 0, 0, 1, 2, 3, 0])
    }

    @Test("what was written is read back, in every format", arguments: AudioFormat.all)
    func roundTrip(_ format: AudioFormat) throws {
        let file = WAVFile(format: format, audio: [10, 20, 30, 40, 50, 60])
        #expect(try WAVFile(decoding: file.encoded()) == file)
        let empty = WAVFile(format: format, audio: [])
        #expect(try WAVFile(decoding: empty.encoded()) == empty)
    }

    @Test("unknown chunks, of odd length too, are passed over, and chunks may come in any order")
    func anyOrder() throws {
        let file =
            riff
            + chunk("LIST", [1, 2, 3]) + chunk("data", [1, 0, 2, 0]) + chunk("junk", []) + chunk("fmt ", pcmFormat)
        #expect(try WAVFile(decoding: file) == WAVFile(format: .pcm16000, audio: [1, 0, 2, 0]))
    }

    @Test("any sample rate is read")
    func otherRate() throws {
        let file = WAVFile(format: AudioFormat(.pcm16, sampleRate: 11_025), audio: [1, 2])
        #expect(try WAVFile(decoding: file.encoded()).format.sampleRate == 11_025)
    }

    @Test(
        "a data chunk longer than the file ends with it, as programs write that cannot seek",
        arguments: [[0xFF, 0xFF, 0xFF, 0xFF], [0x00, 0xF0, 0xFF, 0x7F], [5, 0, 0, 0]] as [[UInt8]])
    func openEnded(_ length: [UInt8]) throws {
        let file = riff + chunk("fmt ", pcmFormat) + Array("data".utf8) + length + [1, 0, 2, 0]
        #expect(try WAVFile(decoding: file).audio == [1, 0, 2, 0])
    }

    @Test("half a sample at the end is left out")
    func oddLength() throws {
        let file = riff + chunk("fmt ", pcmFormat) + chunk("data", [1, 0, 2])
        #expect(try WAVFile(decoding: file).audio == [1, 0])
    }

    @Test("extensible headers are read for what they hold")
    func extensible() throws {
        func format(tag: UInt8, suffix: [UInt8]) -> [UInt8] {
            [0xFE, 0xFF] + pcmFormat.dropFirst(2) + [22, 0, 16, 0, 4, 0, 0, 0, tag, 0] + suffix
        }
        let suffix: [UInt8] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
        let audio = chunk("data", [1, 0])
        let file = try WAVFile(decoding: riff + chunk("fmt ", format(tag: 1, suffix: suffix)) + audio)
        #expect(file == WAVFile(format: .pcm16000, audio: [1, 0]))
        #expect(throws: WAVError.unsupportedEncoding(tag: 3)) {
            try WAVFile(decoding: riff + chunk("fmt ", format(tag: 3, suffix: suffix)) + audio)
        }
        #expect(throws: WAVError.unsupportedEncoding(tag: 0xFFFE)) {
            try WAVFile(decoding: riff + chunk("fmt ", format(tag: 1, suffix: suffix.reversed())) + audio)
        }
    }

    @Test("what cannot be read is named")
    func errors() {
        let audio = chunk("data", [1, 0])
        let cases: [(file: [UInt8], error: WAVError)] = [
            ([], .notWAV),
            (Array("RIFF\0\0\0\0AVI ".utf8), .notWAV),
            (Array("RIFX\0\0\0\0WAVE".utf8), .notWAV),
            (riff, .missingChunk("fmt ")),
            (riff + audio, .missingChunk("fmt ")),
            (riff + chunk("fmt ", Array(pcmFormat.prefix(14))) + audio, .missingChunk("fmt ")),
            (riff + chunk("fmt ", pcmFormat), .missingChunk("data")),
            (riff + chunk("fmt ", pcmFormat) + [1, 2, 3], .missingChunk("data")),
            (riff + chunk("fmt ", changed(0, to: 3)) + audio, .unsupportedEncoding(tag: 3)),
            (riff + chunk("fmt ", changed(2, to: 2)) + audio, .unsupportedChannelCount(2)),
            (riff + chunk("fmt ", changed(2, to: 0)) + audio, .unsupportedChannelCount(0)),
            (riff + chunk("fmt ", changed(14, to: 8)) + audio, .unsupportedBitsPerSample(8)),
            (riff + chunk("fmt ", changed(14, to: 24)) + audio, .unsupportedBitsPerSample(24)),
            (riff + chunk("fmt ", changed(0, to: 7)) + audio, .unsupportedBitsPerSample(16)),
            (riff + chunk("fmt ", changed(4, to: 0, changed(5, to: 0))) + audio, .unsupportedSampleRate(0)),
        ]
        for (file, error) in cases {
            #expect(throws: error) { try WAVFile(decoding: file) }
        }
    }

    @Test("an error a person can mend says how")
    func remedies() {
        for error in [
            WAVError.unsupportedChannelCount(2), .unsupportedBitsPerSample(8), .unsupportedEncoding(tag: 3),
        ] {
            #expect("\(error)".contains("sox IN.wav -c 1 -e signed -b 16 OUT.wav"))
        }
    }

    @Test("noise and spoilt files never end the program, and what is read can be written and read again")
    func noise() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var noise = SeededGenerator(seed: seed)
        let files = [
            WAVFile(format: .pcm8000, audio: [1, 2, 3, 4]).encoded(),
            WAVFile(format: .muLaw8000, audio: [1, 2, 3]).encoded(),
        ]
        for round in 0..<4_000 {
            let bytes =
                round % 4 == 0 ? riff + noise.bytes(round % 97) : noise.mutated(files[round % 2], changes: 6)
            if let file = try? WAVFile(decoding: bytes) {
                #expect((try? WAVFile(decoding: file.encoded())) == file, "seed \(seed)")
            }
        }
        for count in files[1].indices { _ = try? WAVFile(decoding: Array(files[1].prefix(count))) }
    }

    private let riff = Array("RIFF\0\0\0\0WAVE".utf8)

    /// 16-bit PCM at 16,000 Hz.
    private let pcmFormat: [UInt8] = [1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0x00, 0x7D, 0, 0, 2, 0, 16, 0]

    private func changed(_ offset: Int, to value: UInt8, _ format: [UInt8]? = nil) -> [UInt8] {
        var format = format ?? pcmFormat
        format[offset] = value
        return format
    }

    private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        Array(name.utf8) + [UInt8(content.count), 0, 0, 0] + content + (content.count % 2 == 0 ? [] : [0])
    }
}
