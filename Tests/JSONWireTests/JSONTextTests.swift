import Testing

@testable import JSONWire

@Suite struct JSONTextTests {
    private func written(_ write: (inout [UInt8]) -> Void) -> String {
        var output: [UInt8] = []
        write(&output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("quotes, backslashes and control characters are escaped, and nothing else")
    func escapes() {
        #expect(written { JSONText.appendString("a\"b\\c/é😀\u{7F}", into: &$0) } == #""a\"b\\c/é😀"# + "\u{7F}\"")
        #expect(written { JSONText.appendString("\n\r\t\0\u{1F}", into: &$0) } == #""\n\r\t\u0000\u001f""#)
    }

    @Test("every string comes back as it was")
    func roundTrip() throws {
        let all = String(String.UnicodeScalarView((0...0x2FF).compactMap { Unicode.Scalar($0 as UInt32) }))
        var output: [UInt8] = []
        JSONText.appendString(all, into: &output)
        let walk = JSONWalk(output)
        #expect(try walk.text() == all)
        try walk.end()
    }

    @Test("whole numbers are written in decimal", arguments: [0, 7, 10, -1, 1_234_567_890, .max, .min])
    func integers(_ number: Int) {
        #expect(written { JSONText.appendInteger(number, into: &$0) } == String(number))
        #expect(
            written {
                JSONText.append("x", into: &$0); JSONText.appendInteger(number, into: &$0)
            } == "x\(number)")
    }

    @Test("an object's members are sorted, so that its text is always the same")
    func objects() {
        #expect(written { JSONText.appendObject(of: [:], into: &$0) } == "{}")
        let members = ["b": "2", "a": "\"", "c": ""]
        #expect(written { JSONText.appendObject(of: members, into: &$0) } == #"{"a":"\"","b":"2","c":""}"#)
    }
}
