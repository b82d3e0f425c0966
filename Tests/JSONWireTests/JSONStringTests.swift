import Testing

@testable import JSONWire

@Suite struct JSONStringTests {
    private func read(_ text: String) throws -> (String, isEscaped: Bool) {
        let walk = JSONWalk(text)
        let string = try #require(try walk.string())
        let bytes = walk.bytes
        return (string.text(in: bytes.span), string.isEscaped)
    }

    @Test(
        "escapes are removed",
        arguments: [
            (#""plain""#, "plain"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
            (#""\u0041\u00e9\u20AC""#, "Aé€"),
            (#""\ud83d\ude00!""#, "😀!"), (#""a\/b\/c""#, "a/b/c"), (#""\u0000""#, "\0"),
        ])
    func removesEscapes(_ text: String, _ expected: String) throws {
        let (string, isEscaped) = try read(text)
        #expect(string == expected)
        #expect(isEscaped == text.contains("\\"))
    }

    @Test(
        "half a surrogate pair becomes the replacement character, and what stands around it stays",
        arguments: [
            (#""a\ud83db""#, "a\u{FFFD}b"), (#""\ude00""#, "\u{FFFD}"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
            (#""\ud83d\n""#, "\u{FFFD}\n"), (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""x\ud83d""#, "x\u{FFFD}"),
        ])
    func mendsHalves(_ text: String, _ expected: String) throws {
        #expect(try read(text).0 == expected)
    }

    @Test("bytes that are not UTF-8 become the replacement character")
    func mendsBytes() throws {
        let walk = JSONWalk([0x22, 0x41, 0xFF, 0x42, 0x22])
        #expect(try walk.text() == "A\u{FFFD}B")
    }

    @Test("strings are compared with their escapes removed")
    func compares() throws {
        for text in [#""event""#, #""ev\u0065nt""#] {
            let walk = JSONWalk(text)
            let string = try #require(try walk.string())
            let others: [StaticString] = ["evens", "even", "", "events"]
            let bytes = walk.bytes
            let isEvent = string.equals("event", in: bytes.span)
            let isAnother = others.contains { string.equals($0, in: bytes.span) }
            #expect(isEvent && !isAnother, "\(text)")
        }
    }

    @Test("the end of a string is found at every distance, and a control character stops it at every distance")
    func everyDistance() {
        let quote = UInt8(ascii: "\"")
        for length in 0...70 {
            let head = [quote] + [UInt8](repeating: UInt8(ascii: "/"), count: length)
            var found: [JSONString?] = []
            var refused: [JSONError?] = []
            for tail in [0, 1, 15, 16, 17, 40] {
                let rest = [UInt8](repeating: UInt8(ascii: " "), count: tail)
                found.append(try? JSONWalk(head + [quote] + rest).string())
                refused.append(error(of: head + [0x1F] + rest + [quote]))
            }
            #expect(Set(found) == [JSONString(range: 1..<1 + length, isEscaped: false)])
            #expect(Set(refused) == [.unexpectedByte(at: 1 + length)])
            #expect(error(of: head) == .unexpectedEnd)
        }
    }

    private func error(of bytes: [UInt8]) -> JSONError? {
        do {
            _ = try JSONWalk(bytes).string()
            return nil
        } catch {
            return error as? JSONError
        }
    }

    @Test("bytes beyond ASCII never end a string")
    func highBytesArePlain() throws {
        let content = (0x80...0xFF).map { UInt8($0) } + [0x7F, 0x20, 0x21, 0x23, 0x5B, 0x5D]
        let walk = JSONWalk([UInt8(ascii: "\"")] + content + [UInt8(ascii: "\"")])
        #expect(try walk.string()?.range == 1..<1 + content.count)
    }

    @Test("escaped Base64 is appended as it was meant")
    func appendsUnescaped() throws {
        let walk = JSONWalk(#""ab\/cd\/\/8=""#)
        let string = try #require(try walk.string())
        var output = Array("<".utf8)
        let bytes = walk.bytes
        string.appendUnescaped(of: bytes.span, into: &output)
        #expect(String(decoding: output, as: UTF8.self) == "<ab/cd//8=")
    }
}
