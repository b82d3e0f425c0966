import TestSupport
import Testing

@testable import ElevenLabs

@Suite("A post-call webhook's body without its sound")
struct PostCallBodyTests {
    private func left(of text: String, limit: Int = 1000, pieces: Int) -> PostCallBody {
        let all = Array(text.utf8)
        var body = PostCallBody(limit: limit)
        for start in stride(from: 0, to: all.count, by: pieces) {
            body.receive(Array(all[start..<min(start + pieces, all.count)]))
        }
        return body
    }

    @Test(
        "the sound is left out wherever it stands, and nothing else, in pieces of any length",
        arguments: [
            (#"{"data":{"full_audio":"SUQz/+AA","x":1},"type":"t"}"#, #"{"data":{"full_audio":"","x":1},"type":"t"}"#),
            (#"{"full_audio" : \#n "SU\/Qz\"\\" , "y":"z"}"#, #"{"full_audio" : \#n "" , "y":"z"}"#),
            (#"{"full_audio":"a","full_audio":"b"}"#, #"{"full_audio":"","full_audio":""}"#),
            (#"{"full_audio":"","x":"y"}"#, #"{"full_audio":"","x":"y"}"#),
            (#"{"full_audio":null,"x":"y"}"#, #"{"full_audio":null,"x":"y"}"#),
            (#"{"full_audio_2":"a","full":"b"}"#, #"{"full_audio_2":"a","full":"b"}"#),
            (#"{"message":"say \"full_audio\":\"x\" twice"}"#, #"{"message":"say \"full_audio\":\"x\" twice"}"#),
            (#"{"a":"full_audio","b":"c"}"#, #"{"a":"full_audio","b":"c"}"#),
            (#"{"":"full_audio""full_audio":"b"#, #"{"":"full_audio""full_audio":""#), ("", ""),
        ])
    func sound(text: String, expected: String) {
        for pieces in 1...max(1, text.utf8.count) {
            let body = left(of: text, pieces: pieces)
            #expect(String(decoding: body.bytes, as: UTF8.self) == expected, "pieces of \(pieces)")
            #expect(!body.isTooLong)
        }
    }

    @Test("what is left may have so many bytes, the sound any number")
    func limit() {
        let text = #"{"full_audio":"\#(String(repeating: "A", count: 5000))"}"#
        #expect(left(of: text, limit: 17, pieces: 64).bytes.count == 17)
        let tooLong = left(of: text, limit: 16, pieces: 64)
        #expect(tooLong.isTooLong)
        #expect(tooLong.bytes.isEmpty)
        #expect(left(of: String(repeating: " ", count: 1001), limit: 1000, pieces: 1001).isTooLong)
    }
}
