import Testing

@testable import JSONWire

@Suite struct JSONCursorTests {
    /// Walks a text of any kind to its end.
    private func check(_ text: String) throws {
        let walk = JSONWalk(text)
        try walk.skip()
        try walk.end()
    }

    private func error(of text: String) -> JSONError? {
        do {
            try check(text)
            return nil
        } catch {
            return error as? JSONError
        }
    }

    @Test(
        "what RFC 8259 allows is taken",
        arguments: [
            "{}", "[]", " { } ", "\t\r\n[\n]\r", "null", "true", "false", "0", "-0", "10", "-1.5", "1e9", "1E+9",
            "2.5e-03",
            #""""#, #""a\"b\\c\/d\b\f\n\r\t""#, #""\u00e9\uD83D\uDE00""#, #"{"":{"":[{}]}}"#, "[1,2 , 3]",
            #"{"a":1,"a":2}"#, "\"é€😀\"", "[[[[[]]]]]",
        ])
    func takes(_ text: String) throws {
        try check(text)
    }

    @Test(
        "what it does not allow is refused, at the byte that is wrong",
        arguments: [
            ("", JSONError.unexpectedEnd), (" ", .unexpectedEnd), ("{", .unexpectedEnd), ("{\"a\":1", .unexpectedEnd),
            ("{,}", .unexpectedByte(at: 1)), (#"{"a"}"#, .unexpectedByte(at: 4)), (#"{"a":}"#, .unexpectedByte(at: 5)),
            (#"{"a":1,}"#, .unexpectedByte(at: 7)), ("[1,]", .unexpectedByte(at: 3)), ("[,1]", .unexpectedByte(at: 1)),
            ("[1 2]", .unexpectedByte(at: 3)), ("[}", .unexpectedByte(at: 1)), ("{]", .unexpectedByte(at: 1)),
            ("{a:1}", .unexpectedByte(at: 1)), ("{'a':1}", .unexpectedByte(at: 1)), ("01", .unexpectedByte(at: 1)),
            ("-", .unexpectedEnd), ("-a", .unexpectedByte(at: 1)), ("+1", .unexpectedByte(at: 0)),
            (".5", .unexpectedByte(at: 0)), ("1.", .unexpectedEnd), ("1.e5", .unexpectedByte(at: 2)),
            ("1e", .unexpectedEnd), ("1e+", .unexpectedEnd), ("0x10", .unexpectedByte(at: 1)), ("tru", .unexpectedEnd),
            ("truth", .unexpectedByte(at: 3)), ("nul1", .unexpectedByte(at: 3)), ("NaN", .unexpectedByte(at: 0)),
            (#""a"#, .unexpectedEnd), ("\"a\nb\"", .unexpectedByte(at: 2)), (#""\x""#, .unexpectedByte(at: 2)),
            (#""\u12G4""#, .unexpectedByte(at: 5)), (#""\u12"#, .unexpectedEnd), (#""\"#, .unexpectedEnd),
            ("{} {}", .unexpectedByte(at: 3)), ("1 1", .unexpectedByte(at: 2)), ("// a\n1", .unexpectedByte(at: 0)),
            ("\u{FEFF}{}", .unexpectedByte(at: 0)),
        ])
    func refuses(_ text: String, _ expected: JSONError) {
        #expect(error(of: text) == expected)
    }

    @Test("containers may stand 32 deep, and no deeper")
    func depthIsLimited() {
        let limit = JSONCursor.depthLimit
        #expect(error(of: String(repeating: "[", count: limit) + String(repeating: "]", count: limit)) == nil)
        #expect(error(of: String(repeating: "[", count: limit + 1)) == .tooDeep(at: limit))
        #expect(error(of: String(repeating: #"{"a":"#, count: 100_000)) == .tooDeep(at: limit * 5))
    }

    @Test("a text may have 1000 members, in whichever objects, and no more")
    func membersAreLimited() {
        func text(_ count: Int) -> String {
            let halves = [count / 2, count - count / 2].map { half in
                "{" + (0..<half).map { #""k\#($0)":0"# }.joined(separator: ",") + "}"
            }
            return "[\(halves[0]),\(halves[1])]"
        }
        #expect(error(of: text(JSONCursor.memberLimit)) == nil)
        guard case .tooManyMembers = error(of: text(JSONCursor.memberLimit + 1)) else {
            Issue.record("member 1001 was taken")
            return
        }
    }

    @Test("a known shape is read by name and kind, nested, in one walk")
    func readsAShape() throws {
        let walk = JSONWalk(
            #" {"skip":[{"a":[]},"x"],"n":"12","m":-7,"flag":true,"in":{"s":"é"},"list":["a","b"]} "#)
        var found: [String] = []
        #expect(try walk.enterObject())
        while let key = try walk.nextKey() {
            switch key {
            case "n", "m": found.append(String(try walk.integer() ?? 0))
            case "flag": found.append(try walk.boolean() == true ? "true" : "false")
            case "in":
                #expect(try walk.enterObject())
                while let key = try walk.nextKey() { found.append("\(key)=\(try walk.text() ?? "")") }
            case "list":
                #expect(try walk.enterArray())
                while try walk.nextElement() { found.append(try walk.text() ?? "") }
            default: try walk.skip()
            }
        }
        try walk.end()
        #expect(found == ["12", "-7", "true", "s=é", "a", "b"])
        #expect(walk.cursor.offset == walk.bytes.count)
    }

    @Test("a value of another kind than asked for is skipped, and the next key is found")
    func otherKindsAreSkipped() throws {
        let walk = JSONWalk(#"{"a":1,"b":"x","c":{"k":[]},"d":[1],"e":null,"f":"1.5","g":2}"#)
        #expect(try walk.enterObject())
        #expect(try walk.nextKey() == "a")
        #expect(try walk.string() == nil)
        #expect(try walk.nextKey() == "b")
        #expect(try !walk.enterObject())
        #expect(try walk.nextKey() == "c")
        #expect(try !walk.enterArray())
        #expect(try walk.nextKey() == "d")
        let flag = try walk.boolean()
        #expect(flag == nil)
        #expect(try walk.nextKey() == "e")
        #expect(try walk.integer() == nil)
        #expect(try walk.nextKey() == "f")
        #expect(try walk.integer() == nil)
        #expect(try walk.nextKey() == "g")
        #expect(try walk.integer() == 2)
        #expect(try walk.nextKey() == nil)
        try walk.end()
    }

    @Test("the kind is told without reading")
    func tellsKinds() throws {
        let kinds: [(String, JSONKind)] = [
            ("{}", .object), ("[]", .array), (#""""#, .string), ("-1", .number), ("9", .number), ("true", .boolean),
            ("false", .boolean), ("null", .null),
        ]
        for (text, kind) in kinds {
            let walk = JSONWalk(text)
            #expect(try walk.kind() == kind)
            #expect(try walk.value() == 0..<text.utf8.count)
        }
        let walk = JSONWalk("?")
        #expect(throws: JSONError.unexpectedByte(at: 0)) { try walk.kind() }
    }

    @Test(
        "whole numbers are read from numbers and strings, and only if they fit",
        arguments: [
            ("0", 0), ("-0", 0), ("42", 42), (#""42""#, 42), (#""007""#, 7), ("9223372036854775807", .max),
            ("-9223372036854775808", .min), (#""-9223372036854775808""#, .min), ("9223372036854775808", nil),
            ("-9223372036854775809", nil), ("99999999999999999999", nil), ("1.0", nil), ("1e3", nil), (#""""#, nil),
            (#""-""#, nil), (#""+1""#, nil), (#"" 1""#, nil), (#""1a""#, nil), ("true", nil), ("[1]", nil),
        ] as [(String, Int?)])
    func readsWholeNumbers(_ text: String, _ expected: Int?) throws {
        let walk = JSONWalk(text)
        #expect(try walk.integer() == expected)
        try walk.end()
    }
}
