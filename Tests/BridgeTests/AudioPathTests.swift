import Audio
import TestSupport
import Testing

@testable import Bridge

@Suite("A call's sound") struct AudioPathTests {
    @Test(
        "a 1 kHz tone from the caller is at the agent what it was, in each of the seven formats",
        arguments: AudioFormat.all)
    func toAgent(_ format: AudioFormat) {
        var path = AudioPath(agentHears: format, agentSpeaks: .muLaw8000)
        let tone = Sound.tone(in: .muLaw8000)
        let heard = Sound.samples(Sound.through(&path.toAgent, tone, frameLength: 160), in: format)
        Sound.expectTone(heard, sampleRate: format.sampleRate)
    }

    @Test(
        "a 1 kHz tone from the agent is at the caller what it was, in each of the seven formats",
        arguments: AudioFormat.all)
    func toCaller(_ format: AudioFormat) {
        var path = AudioPath(agentHears: .muLaw8000, agentSpeaks: format)
        let tone = Sound.tone(in: format)
        // Chunks of an odd number of bytes: PCM is cut in the middle of a sample.
        let heard = Sound.samples(Sound.through(&path.toCaller, tone, frameLength: 1001), in: .muLaw8000)
        Sound.expectTone(heard, sampleRate: 8000)
    }

    @Test("mu-law to mu-law passes as it stands and is not decoded; only its length is judged")
    func passThrough() {
        var path = AudioPath(agentHears: .muLaw8000, agentSpeaks: .muLaw8000)
        var text: [UInt8] = []
        #expect(path.toAgent.convert(Array("AAAAAA==".utf8).span, into: &text) == .unchanged)
        #expect(path.toAgent.lastOutput.count == 4)
        #expect(path.toCaller.convert(Array("AAAA".utf8).span, into: &text) == .unchanged)
        #expect(path.toCaller.lastOutput.count == 3)
        #expect(path.toCaller.convert(Array("AAAAA".utf8).span, into: &text) == .malformed)
        #expect(path.toCaller.finish(into: &text) == .nothing)
        #expect(text.isEmpty)
    }

    @Test("what is no Base64 is told, and spoils nothing that follows")
    func malformed() {
        var direction = AudioDirection(from: .muLaw8000, to: .pcm8000)
        var text: [UInt8] = []
        #expect(direction.convert(Array("!!!!".utf8).span, into: &text) == .malformed)
        #expect(direction.convert(Array("//8=".utf8).span, into: &text) == .converted)
        #expect(Sound.decoded(text) == [0, 0, 0, 0])
    }

    @Test("an empty payload becomes nothing")
    func empty() {
        var direction = AudioDirection(from: .pcm16000, to: .muLaw8000)
        var text: [UInt8] = []
        #expect(direction.convert(Span(), into: &text) == .nothing)
        #expect(text.isEmpty)
    }

    @Test("the odd byte of a chunk is carried to the next, and forgotten with a reset")
    func oddByte() {
        var direction = AudioDirection(from: .pcm8000, to: .muLaw8000)
        let loud: [UInt8] = [0x00, 0x40]  // 16384, which is 0x8F in mu-law
        var text: [UInt8] = []
        #expect(direction.convert(Sound.encoded([loud[0]]).span, into: &text) == .nothing)
        #expect(direction.convert(Sound.encoded([loud[1]]).span, into: &text) == .converted)
        let whole = Sound.decoded(text)
        text = []
        #expect(direction.convert(Sound.encoded([0x12]).span, into: &text) == .nothing)
        direction.reset()
        #expect(direction.convert(Sound.encoded(loud).span, into: &text) == .converted)
        #expect(Sound.decoded(text) == whole)
        #expect(whole.count == 1)
    }

    @Test("the end of a response comes out with finish, and the next one starts afresh")
    func finish() {
        var direction = AudioDirection(from: .pcm16000, to: .muLaw8000)
        let tone = Sound.tone(in: .pcm16000, milliseconds: 100)
        var text: [UInt8] = []
        #expect(direction.convert(Sound.encoded(tone).span, into: &text) == .converted)
        let before = Sound.decoded(text)
        #expect(direction.lastOutput == before)
        var tail: [UInt8] = []
        #expect(direction.finish(into: &tail) == .converted)
        #expect(!Sound.decoded(tail).isEmpty)
        var again: [UInt8] = []
        #expect(direction.convert(Sound.encoded(tone).span, into: &again) == .converted)
        #expect(Sound.decoded(again) == before)
    }

    @Test("a text's size in the other format is known before it is converted")
    func outputByteCount() {
        let direction = AudioDirection(from: .pcm24000, to: .muLaw8000)
        let second = Sound.encoded([UInt8](repeating: 0, count: 48000))
        #expect(direction.outputByteCount(of: second.span) == 8000)
        #expect(direction.outputByteCount(of: Span()) == 0)
    }
}

@Suite("Base64 in messages") struct Base64TextTests {
    @Test(
        "the bytes are counted without decoding", arguments: [("", 0), ("AA==", 1), ("AAA=", 2), ("AAAA", 3), ("=", 0)])
    func byteCount(text: String, count: Int) {
        #expect(Base64Text.byteCount(Array(text.utf8).span) == count)
    }

    @Test("escaped slashes are read; other escapes do not belong in Base64")
    func escapes() {
        #expect(Base64Text.unescaped(Array(#"a\/b\/\/"#.utf8).span) == Array("a/b//".utf8))
        #expect(Base64Text.unescaped(Array(#"a\u002f"#.utf8).span) == nil)
        #expect(Base64Text.unescaped(Array(#"a\"#.utf8).span) == nil)
    }
}

/// Sound as it travels in these tests.
enum Sound {
    /// 1 kHz at -6 dBFS.
    static func tone(in format: AudioFormat, milliseconds: Int = 400) -> [UInt8] {
        let count = format.sampleRate * milliseconds / 1000
        return bytes(Tone(frequency: 1000).samples(count, sampleRate: format.sampleRate), in: format)
    }

    static func bytes(_ samples: [Int16], in format: AudioFormat) -> [UInt8] {
        var bytes: [UInt8] = []
        switch format.encoding {
        case .muLaw: MuLaw.encode(samples.span, into: &bytes)
        case .pcm16: bytes = samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        }
        return bytes
    }

    static func samples(_ bytes: [UInt8], in format: AudioFormat) -> [Int16] {
        var samples: [Int16] = []
        switch format.encoding {
        case .muLaw: MuLaw.decode(bytes.span, into: &samples)
        case .pcm16:
            samples = stride(from: 0, to: bytes.count - 1, by: 2).map {
                Int16(truncatingIfNeeded: Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8)
            }
        }
        return samples
    }

    /// Sends sound through in frames of so many bytes, to the end.
    static func through(_ direction: inout AudioDirection, _ sound: [UInt8], frameLength: Int) -> [UInt8] {
        var heard: [UInt8] = []
        for start in stride(from: 0, to: sound.count, by: frameLength) {
            let piece = encoded(Array(sound[start..<min(start + frameLength, sound.count)]))
            var text: [UInt8] = []
            switch direction.convert(piece.span, into: &text) {
            case .unchanged: heard += decoded(piece)
            case .converted: heard += decoded(text)
            case .nothing, .malformed: break
            }
        }
        var tail: [UInt8] = []
        if direction.finish(into: &tail) == .converted { heard += decoded(tail) }
        return heard
    }

    static func expectTone(_ samples: [Int16], sampleRate: Int, sourceLocation: SourceLocation = #_sourceLocation) {
        let detector = ToneDetector(sampleRate: sampleRate)
        let expected = sampleRate * 400 / 1000
        let steady = Array(samples.dropFirst(sampleRate / 20).prefix(sampleRate * 3 / 10))
        #expect(abs(samples.count - expected) <= sampleRate / 100, sourceLocation: sourceLocation)
        #expect(abs(detector.dominantFrequency(in: steady) - 1000) < 2, sourceLocation: sourceLocation)
        #expect(abs(detector.level(of: 1000, in: steady) + 6) < 0.5, sourceLocation: sourceLocation)
        #expect(detector.signalToNoise(of: 1000, in: steady) > 30, sourceLocation: sourceLocation)
    }

    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        Base64.encode(bytes.span, into: &text)
        return text
    }

    static func decoded(_ text: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        _ = Base64.decode(text.span, into: &bytes)
        return bytes
    }
}
