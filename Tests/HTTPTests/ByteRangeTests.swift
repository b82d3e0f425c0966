import HTTP
import Testing

@Suite("Ranges of bytes (RFC 9110, 14)") struct ByteRangeTests {
    struct Example: CustomTestStringConvertible {
        let field: String
        let length: Int
        let expected: ByteRange

        init(_ field: String, of length: Int = 10_000, _ expected: ByteRange) {
            (self.field, self.length, self.expected) = (field, length, expected)
        }

        var testDescription: String { "\(field) of \(length)" }
    }

    static let examples: [Example] = [
        // 14.1.2, of a representation of 10000 bytes.
        .init("bytes=0-499", .part(0..<500)), .init("bytes=500-999", .part(500..<1000)),
        .init("bytes=-500", .part(9500..<10_000)), .init("bytes=9500-", .part(9500..<10_000)),
        .init("bytes=0-0", .part(0..<1)), .init("bytes=-1", .part(9999..<10_000)),
        .init("bytes=0-", .part(0..<10_000)),
        // Its end is that of the body where it asks for more; a suffix longer than the body is all of it.
        .init("bytes=9999-20000", .part(9999..<10_000)), .init("bytes=0-9999", .part(0..<10_000)),
        .init("bytes=-20000", .part(0..<10_000)),
        .init("bytes=5-99999999999999999999999999", .part(5..<10_000)),
        .init("bytes=-99999999999999999999999999", .part(0..<10_000)),
        // Nothing of it is there.
        .init("bytes=10000-", .unsatisfiable), .init("bytes=10000-10001", .unsatisfiable),
        .init("bytes=-0", .unsatisfiable),
        .init("bytes=99999999999999999999999999-", .unsatisfiable), .init("bytes=0-", of: 0, .unsatisfiable),
        .init("bytes=-5", of: 0, .unsatisfiable),
        // Its end before its beginning, and other nonsense, is ignored (14.2).
        .init("bytes=500-499", .whole), .init("bytes=20000-10000", .whole),
        .init("bytes=99999999999999999999999999-99999999999999999999999998", .whole), .init("bytes=-", .whole),
        .init("bytes=", .whole), .init("bytes", .whole), .init("", .whole), .init("bytes=a-b", .whole),
        .init("bytes=1", .whole), .init("bytes=--5", .whole), .init("bytes=+1-2", .whole), .init("bytes=1-2-3", .whole),
        .init("bytes=0x1-2", .whole), .init("bytes=1 - 2", .whole),
        // Another unit, and several ranges.
        .init("lines=0-10", .whole), .init("bytes=0-0,-1", .whole), .init("bytes=500-600,601-999", .whole),
        // The unit's case does not matter (14.1), nor do empty elements of the list (5.6.1).
        .init("Bytes=0-1", .part(0..<2)), .init("bytes=0-1,", .part(0..<2)), .init("bytes=, 0-1 ,,", .part(0..<2)),
        .init("bytes=007-0008", .part(7..<9)),
    ]

    @Test("the table", arguments: examples)
    func table(example: Example) {
        #expect(ByteRange(["range": example.field], of: example.length) == example.expected)
    }

    @Test("without the field, or with two of them, all is meant")
    func fields() {
        #expect(ByteRange([:], of: 10) == .whole)
        #expect(ByteRange(["Range": "bytes=0-1", "range": "bytes=2-3"], of: 10) == .whole)
    }
}

@Suite("Entity tags (RFC 9110, 8.8.3 and 13.1)") struct EntityTagTests {
    private let tag = EntityTag(strong: "a,b-84")

    @Test(
        "If-None-Match compares weakly",
        arguments: [
            (#""a,b-84""#, true), (#"W/"a,b-84""#, true), (#""x", W/"y" , "a,b-84""#, true), ("*", true), (" * ", true),
            (#""a""#, false), (#""a", "b-84""#, false), ("a,b-84", false), ("", false), (#"""#, false),
            (#""*""#, false), (#""A,B-84""#, false),
        ])
    func ifNoneMatch(field: String, isNamed: Bool) {
        #expect(tag.isNamed(byIfNoneMatch: ["If-None-Match": field]) == isNamed)
    }

    @Test func severalFields() {
        #expect(tag.isNamed(byIfNoneMatch: ["If-None-Match": #""x""#, "if-none-match": #""a,b-84""#]))
        #expect(!tag.isNamed(byIfNoneMatch: [:]))
    }

    @Test(
        "If-Range compares strongly, and dates exactly",
        arguments: [
            (#""a,b-84""#, true), (#"W/"a,b-84""#, false), (#""x""#, false), ("*", false),
            ("Sun, 06 Nov 1994 08:49:37 GMT", true), ("Sun, 06 Nov 1994 08:49:38 GMT", false),
        ])
    func ifRange(field: String, permits: Bool) {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        #expect(tag.permitsRange(byIfRange: ["If-Range": field], lastModified: date) == permits)
    }

    @Test("without the field any range may be had; a date that is too young permits none")
    func noDate() {
        #expect(tag.permitsRange(byIfRange: [:], lastModified: nil))
        #expect(!tag.permitsRange(byIfRange: ["If-Range": "Sun, 06 Nov 1994 08:49:37 GMT"], lastModified: nil))
        let two: HTTPHeaders = ["If-Range": tag.text, "if-range": tag.text]
        #expect(!tag.permitsRange(byIfRange: two, lastModified: nil))
    }
}
