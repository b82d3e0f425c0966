import Audio
import FoundationEssentials
import TestSupport
import Testing

@Suite struct Base64Tests {
    @Test("the test vectors of RFC 4648, 10")
    func vectors() {
        let vectors = [
            "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
            "foobar": "Zm9vYmFy",
        ]
        for (plain, text) in vectors {
            #expect(Base64.encoded(Array(plain.utf8)) == Array(text.utf8))
            #expect(Base64.decoded(Array(text.utf8)) == Array(plain.utf8))
        }
    }

    @Test("one frame of silence is what Twilio sends: 216 characters")
    func oneFrame() {
        let text = Base64.encoded([UInt8](repeating: 0xFF, count: 160))
        #expect(text == Array((String(repeating: "/", count: 213) + "w==").utf8))
    }

    @Test(
        "text that is not canonical is refused and nothing is appended",
        arguments: [
            "Z", "Zg", "Zg=", "Zm9", "Zm9vY", "=", "==", "====", "Z===", "=Zg=", "Zg=v", "Zg==Zm9v", "Zm8=Zm9v",
            "Zm9vY===",
            "Zh==", "Zm9=", "Zm9v\n", "Zm 9", "Zm9\0", "Zm-_", "Zm9é", "Zm9\u{7F}",
        ])
    func notCanonical(_ text: String) {
        let bytes = Array(text.utf8)
        var output: [UInt8] = [1, 2]
        #expect(!Base64.decode(bytes.span, into: &output))
        #expect(output == [1, 2])
    }

    @Test("every byte outside the alphabet is refused at every place of a group")
    func everyStrangeByte() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for byte in UInt8.min...UInt8.max where !alphabet.contains(byte) {
            for place in 0..<4 {
                var text = Array("Zm9vZm9v".utf8)
                text[place] = byte
                #expect(Base64.decoded(text) == nil, "byte \(byte) at \(place)")
            }
        }
    }

    @Test("both directions append")
    func appends() {
        let text = Array("Zm9v".utf8)
        var output: [UInt8] = [7]
        #expect(Base64.decode(text.span, into: &output))
        #expect(output == [7] + Array("foo".utf8))
        Base64.encode(text.span, into: &output)
        #expect(output == [7] + Array("fooWm05dg==".utf8))
    }

    @Test("random bytes of every length up to a few frames encode as Foundation does and come back")
    func randomBytes() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var noise = SeededGenerator(seed: seed)
        for count in 0...700 {
            let bytes = noise.bytes(count)
            let text = Base64.encoded(bytes)
            #expect(text == [UInt8](Data(bytes).base64EncodedData()), "seed \(seed), \(count) bytes")
            #expect(Base64.decoded(text) == bytes, "seed \(seed), \(count) bytes")
        }
    }

    @Test("spoilt text is accepted only if encoding gives it back")
    func noise() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var noise = SeededGenerator(seed: seed)
        for _ in 0..<5_000 {
            let text = noise.mutated(Base64.encoded(noise.bytes(Int.random(in: 0...24, using: &noise))))
            if let bytes = Base64.decoded(text) {
                #expect(Base64.encoded(bytes) == text, "seed \(seed)")
            } else {
                // Foundation is laxer in one thing only: bits that stand for nothing.
                if let theirs = Data(base64Encoded: Data(text)) {
                    #expect(Base64.encoded([UInt8](theirs)) != text, "seed \(seed)")
                }
            }
        }
    }
}
