import Audio
import ElevenLabs
import Testing

@testable import Simulator

@Suite("Words that are tones")
struct ToneWordsTests {
    private func convert(_ bytes: [UInt8], from input: AudioFormat, to output: AudioFormat) -> [UInt8] {
        var converter = AudioConverter(from: input, to: output)
        var converted: [UInt8] = []
        converter.convert(bytes.span, into: &converted)
        converter.finish(into: &converted)
        return converted
    }

    private func bytes(_ samples: [Int16]) -> [UInt8] {
        var bytes: [UInt8] = []
        PCM16.encode(samples.span, into: &bytes)
        return bytes
    }

    @Test("text, sound and alignment belong together to the millisecond")
    func reply() {
        let reply = ToneWords([3, 24]).reply
        #expect(reply.text == "w03 w24")
        #expect(reply.samples.count == 2 * 300 * 16)
        #expect(
            reply.alignment
                == ServerMessage.Alignment(
                    characters: ["w", "0", "3", " ", "w", "2", "4"], startTimes: [0, 80, 160, 240, 300, 380, 460],
                    durations: [80, 80, 80, 60, 80, 80, 80]))
        #expect(reply.alignment?.characters.joined() == reply.text)
        #expect(ToneWords([1, 2], wordLength: 200, gap: 0).alignment.startTimes == [0, 66, 133, 200, 200, 266, 333])
    }

    @Test("every word is heard after it went through an agent's format and came back", arguments: AudioFormat.all)
    func formats(format: AudioFormat) {
        let words = ToneWords(Array(1...24))
        let sent = convert(bytes(words.samples), from: .pcm16000, to: format)
        let heard = ToneWordDecoder().words(in: convert(sent, from: format, to: .muLaw8000))
        #expect(heard.map(\.number) == words.numbers)
        for (index, word) in heard.enumerated() {
            // Fades hide the first and last millisecond, and each conversion is late by up to 1.5 ms.
            let start = words.start(ofWord: index) * 8
            #expect((start...start + 32).contains(word.start), "\(word)")
            #expect((start + 240 * 8 - 16...start + 240 * 8 + 32).contains(word.end), "\(word)")
        }
    }

    @Test("20 ms of a word are enough, wherever they are cut out", arguments: 1...24)
    func shortPieces(number: Int) {
        let sound = ToneWords([number]).muLaw
        for start in stride(from: 80, to: 1_600, by: 61) {
            let piece =
                [UInt8](repeating: 0xFF, count: 80) + sound[start..<start + 240] + [UInt8](repeating: 0xFF, count: 160)
            let heard = ToneWordDecoder().words(in: piece)
            #expect(heard.map(\.number) == [number], "from \(start)")
        }
    }

    @Test("a word that is cut off ends where it is cut")
    func cut() {
        let sound = ToneWords([5, 6]).muLaw
        let heard = ToneWordDecoder().words(in: sound[..<3_200] + [UInt8](repeating: 0xFF, count: 800))
        #expect(heard.map(\.number) == [5, 6])
        #expect(heard.last.map { (3_192...3_200).contains($0.end) } == true)
    }

    @Test("a hole of 20 ms makes two of a word, and 20 ms left out do not")
    func holes() {
        let sound = ToneWords([9]).muLaw
        let silence = [UInt8](repeating: 0xFF, count: 160)
        #expect(ToneWordDecoder().words(in: sound[..<960] + silence + sound[960...]).map(\.number) == [9, 9])
        #expect(ToneWordDecoder().words(in: Array(sound[..<960] + sound[1_120...])).map(\.number) == [9])
    }

    @Test("what is no word is not taken for one: touch tones, the hold tone, noise, silence, speech")
    func others() throws {
        let decoder = ToneWordDecoder()
        #expect(decoder.words(in: TouchToneSound(try TouchToneSequence(parsing: "0123456789ABCD*#")).muLaw) == [])
        #expect(decoder.words(in: HoldTone.muLaw) == [])
        #expect(decoder.words(in: [UInt8](repeating: 0xFF, count: 8_000)) == [])
        #expect(decoder.words(in: [UInt8]()) == [])
        var noise = Noise(seed: 1)
        #expect(decoder.words(in: noise.bytes(80_000)) == [])
    }
}

extension ToneWords {
    /// What a telephone line carries of them.
    var muLaw: [UInt8] {
        var (pcm, muLaw): ([UInt8], [UInt8]) = ([], [])
        let samples = samples
        PCM16.encode(samples.span, into: &pcm)
        var converter = AudioConverter(from: .pcm16000, to: .muLaw8000)
        converter.convert(pcm.span, into: &muLaw)
        return muLaw
    }
}
