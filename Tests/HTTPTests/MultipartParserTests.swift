import HTTP
import TestSupport
import Testing

/// What came of a form: its parts with what they hold, whether it was complete, and the error that ended it.
private struct Form: Equatable {
    struct Part: Equatable {
        var head: MultipartPart
        var bytes: [UInt8] = []
        var isComplete = false

        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    var parts: [Part] = []
    var isComplete = false
    var error: MultipartError?
    /// The most that came in one event.
    var largestPiece = 0

    init(
        _ pieces: [[UInt8]], contentType: String? = "multipart/form-data; boundary=XX",
        limits: MultipartLimits = MultipartLimits()
    ) {
        do throws(MultipartError) {
            var parser = try MultipartParser(contentType: contentType, limits: limits)
            for piece in pieces {
                parser.receive(piece.span)
                try read(&parser)
            }
            parser.receiveEnd()
            try read(&parser)
        } catch {
            self.error = error
        }
    }

    init(_ text: String, contentType: String? = "multipart/form-data; boundary=XX", limits: MultipartLimits = .init()) {
        self.init([Array(text.utf8)], contentType: contentType, limits: limits)
    }

    private mutating func read(_ parser: inout MultipartParser) throws(MultipartError) {
        while let event = try parser.next() {
            switch event {
            case .partBegan(let head): parts.append(Part(head: head))
            case .partContinued(let bytes):
                #expect(!bytes.isEmpty)
                largestPiece = max(largestPiece, bytes.count)
                parts[parts.count - 1].bytes += bytes
            case .partEnded: parts[parts.count - 1].isComplete = true
            case .ended: isComplete = true
            }
        }
    }

    static func == (one: Form, other: Form) -> Bool {
        one.parts == other.parts && one.isComplete == other.isComplete && one.error == other.error
    }
}

@Suite("Multipart parser") struct MultipartParserTests {
    private static let dashes = "------------------------"

    /// One part named `a` and this body, with the boundary XX.
    private func one(_ body: String, header: String = #"Content-Disposition: form-data; name="a""#) -> String {
        "--XX\r\n\(header)\r\n\r\n\(body)\r\n--XX--\r\n"
    }

    private func error(_ text: String, limits: MultipartLimits = .init()) -> MultipartError? {
        let form = Form(text, limits: limits)
        #expect(form.isComplete == (form.error == nil))
        return form.error
    }

    // MARK: As they write it

    @Test("as curl writes it (curl 7.88 -F agentId=agent_ada -F file=@leads.csv;type=text/csv)")
    func curl() {
        let boundary = Self.dashes + "77bf0883244a5452"
        let form = Form(
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"agentId\"\r\n\r\nagent_ada\r\n"
                + "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"leads.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\nphone,name\r\n+14155550123,Ada\r\n\r\n--\(boundary)--\r\n",
            contentType: "multipart/form-data; boundary=\(boundary)")
        #expect(form.isComplete && form.error == nil && form.parts.allSatisfy(\.isComplete))
        #expect(form.parts.map(\.head.name) == ["agentId", "file"])
        #expect(form.parts.map(\.head.filename) == [nil, "leads.csv"])
        #expect(form.parts.map(\.head.contentType) == [nil, "text/csv"])
        #expect(form.parts.map(\.text) == ["agent_ada", "phone,name\r\n+14155550123,Ada\r\n"])
    }

    @Test(
        "a file's name, as curl, curl --form-escape, Python's requests and browsers write it",
        arguments: [
            #"we%22ird \ näme.csv"#, #"we\"ird \\ näme.csv"#,
        ])
    func filenames(written: String) {
        let form = Form(
            one("x\n", header: "Content-Disposition: form-data; name=\"file\"; filename=\"\(written)\""))
        #expect(form.parts.map(\.head.filename) == [#"we"ird \ näme.csv"#])
    }

    @Test("as Chromium writes it, with an empty file and a line break in a name")
    func chromium() {
        let boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
        let form = Form(
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"a%0D%0Ab\"\r\n\r\n\r\n"
                + "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n\r\n--\(boundary)--\r\n",
            contentType: "multipart/form-data; boundary=\(boundary)")
        #expect(form.isComplete)
        #expect(form.parts.map(\.head.name) == ["a\r\nb", "file"])
        #expect(form.parts.map(\.head.filename) == [nil, ""])
        #expect(form.parts.map(\.text) == ["", ""])
    }

    @Test("as Python's requests writes it (requests 2.34, data and files)")
    func requests() {
        let boundary = "53712c0606483012aedf3245fbe1b3c7"
        let form = Form(
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"agentId\"\r\n\r\nagent_ada\r\n"
                + "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"leads.csv\"\r\n\r\n"
                + "phone,name\r\n+14155550123,Ada\r\n\r\n--\(boundary)--\r\n",
            contentType: "multipart/form-data; boundary=\(boundary)")
        #expect(form.isComplete && form.parts.count == 2)
        #expect(form.parts.last?.text == "phone,name\r\n+14155550123,Ada\r\n")
    }

    // MARK: RFC 2046, 5.1.1: boundaries

    @Test(
        "the boundary is a token or quoted, of 1 to 70 characters",
        arguments: [
            "multipart/form-data; boundary=XX", "Multipart/Form-Data;BOUNDARY=\"XX\"",
            "multipart/form-data; charset=utf-8; boundary=XX", "multipart/form-data ; boundary=XX ; a=\"b;c\"",
        ])
    func boundaries(contentType: String) { #expect(Form(one("x"), contentType: contentType).isComplete) }

    @Test("a boundary of every character there is")
    func everyCharacter() {
        let boundary = "'()+_,-./:=? 0aZ"
        let form = Form(
            "--\(boundary)\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--\(boundary)--",
            contentType: "multipart/form-data; boundary=\"\(boundary)\"")
        #expect(form.isComplete && form.parts.map(\.text) == ["x"])
    }

    @Test(
        "a Content-Type without one good boundary is refused",
        arguments: [
            "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
            "multipart/form-data; boundary=XX; boundary=XX", "multipart/form-data; boundary=\"XX \"",
            "multipart/form-data; boundary=\"XX", "multipart/form-data; boundary=\"X*X\"",
            "multipart/form-data; boundary=X X", "multipart/form-data; boundary=\"Xä\"",
            "multipart/form-data; boundary=" + String(repeating: "x", count: 71), "multipart/form-data; boundary",
            "multipart/form-data; =XX", "multipart/form-data; boundary=XX;",
        ])
    func malformedBoundaries(contentType: String) {
        #expect(Form(one("x"), contentType: contentType).error == .malformedBoundary)
    }

    @Test("70 characters are a boundary")
    func longestBoundary() {
        let boundary = String(repeating: "x", count: 70)
        #expect(Form("--\(boundary)--", contentType: "multipart/form-data; boundary=\(boundary)").isComplete)
    }

    @Test(
        "what is no form is refused with 415",
        arguments: [
            nil, "", "text/csv", "application/x-www-form-urlencoded", "multipart/mixed; boundary=XX",
            "multipart/form-database; boundary=XX",
        ])
    func otherTypes(contentType: String?) {
        let error = Form(one("x"), contentType: contentType).error
        #expect(error == .notFormData && error?.status == .unsupportedMediaType)
    }

    @Test("a preamble, padding behind boundaries and an epilogue are passed over")
    func surroundings() {
        let form = Form(
            "This is a form.\r\n--X\r\n--XX \t\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XX-- \r\nThe end."
        )
        #expect(form.isComplete && form.parts.map(\.text) == ["x"])
        #expect(Form("--XX--").isComplete)
        #expect(Form("--XX--\r\n").isComplete)
        #expect(Form("--XX-- ").isComplete)
    }

    @Test("content may look like a boundary as long as it is none")
    func nearlyBoundaries() {
        for body in ["--XX", "\r\n--X", "\r\n-", "\r\n\r\n", "\r--XX", "\n--XX--", "a\r\n--xx\r\nb", "\r\r\n--X\r"] {
            // At the very beginning of a part, right behind its header, a boundary needs no line end of its own.
            let text = body.hasPrefix("--XX") ? "y" + body : body
            #expect(Form(one(text)).parts.map(\.text) == [text], "\(text.debugDescription)")
        }
    }

    @Test("a part without content may end right behind its header")
    func noContent() {
        let form = Form("--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n--XX--\r\n")
        #expect(form.isComplete && form.parts.map(\.text) == [""] && form.parts.allSatisfy(\.isComplete))
    }

    @Test(
        "a boundary's line that goes on is refused",
        arguments: [
            "--XXX\r\n", "--XX-\r\n", "--XX\n", "--XX \n", "--XX\r\r", "--XX--x", "--XX--\n", "--XX--\r", "--XX---",
            "--XX --\r\n",
        ])
    func malformedDelimiters(text: String) { #expect(error(text) == .malformedDelimiter) }

    @Test("without its last boundary a form is not complete, wherever it ends")
    func endedEarly() {
        let whole = Array("--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XX--".utf8)
        for count in 0..<whole.count {
            #expect(Form([Array(whole[..<count])]).error == .endedEarly, "after \(count) bytes")
        }
        #expect(Form([whole]).isComplete)
        #expect(error("--YY\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--YY--\r\n") == .endedEarly)
    }

    // MARK: RFC 7578, 4: the header of a part

    @Test(
        "a part without one Content-Disposition: form-data with one name is refused",
        arguments: [
            "Content-Type: text/csv", "Content-Disposition: attachment; name=a", "Content-Disposition: form-data",
            "Content-Disposition: form-data; filename=a", "Content-Disposition: form-data; name=a; name=b",
            "Content-Disposition: form-data; name=a; filename=b; filename=c",
            "Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=a",
            "Content-Disposition: form-data; name=\"a", "Content-Disposition: form-data; name=a b",
            "Content-Disposition: form-data; name=", "Content-Disposition: form-data name=a",
        ])
    func malformedDispositions(header: String) { #expect(error(one("x", header: header)) == .malformedDisposition) }

    @Test("a header that is not made of lines is refused")
    func malformedHeaders() {
        let disposition = "Content-Disposition: form-data; name=a"
        for header in [
            "X y\r\n\(disposition)", "\(disposition)\nX: y", "\(disposition)\rX: y", "X: \u{0}\r\n\(disposition)",
            " \(disposition)", "\(disposition)\r\n folded", "X : y\r\n\(disposition)", ": y\r\n\(disposition)",
        ] {
            #expect(error(one("x", header: header)) == .malformedPartHeader, "\(header.debugDescription)")
        }
    }

    @Test("a name for a file beside its name is refused, as is a coding for mail")
    func forMail() {
        let disposition = #"Content-Disposition: form-data; name="a""#
        #expect(error(one("x", header: disposition + "; filename*=UTF-8''n%C3%A4me.csv")) == .extendedFilename)
        for coding in ["7bit", "8BIT", "binary"] {
            #expect(error(one("x", header: disposition + "\r\nContent-Transfer-Encoding: \(coding)")) == nil)
        }
        let refusal = error(one("x", header: disposition + "\r\nContent-Transfer-Encoding: base64"))
        #expect(refusal == .unsupportedTransferEncoding && refusal?.status == .unsupportedMediaType)
    }

    @Test("names of fields and parameters have no case; other fields and parameters are passed over")
    func tolerance() {
        let header = #"content-disposition: FORM-DATA; NAME="a"; size=3; FileName=b.csv"# + "\r\nX-Other: 1"
        #expect(Form(one("x", header: header)).parts.map(\.head.filename) == ["b.csv"])
        let path = #"Content-Disposition: form-data; name="100%"; filename="C:\dir\50%25.csv""#
        let part = Form(one("x", header: path)).parts.first
        #expect(part?.head.name == "100%" && part?.head.filename == #"C:\dir\50%25.csv"#)
    }

    // MARK: Limits

    @Test("parts, their headers and what surrounds them have limits")
    func limits() {
        let limits = MultipartLimits(partCount: 2, partHeaderByteCount: 64, surroundingsByteCount: 8)
        let part = "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n"
        #expect(error(part + part + "--XX--", limits: limits) == nil)
        let many = error(part + part + part + "--XX--", limits: limits)
        #expect(many == .tooManyParts(limit: 2) && many?.status == .unprocessableContent)

        let fits = "Content-Disposition: form-data; name=" + String(repeating: "a", count: 64 - 2 - 37)
        #expect(error(one("x", header: fits), limits: limits) == nil)
        #expect(error(one("x", header: fits + "a"), limits: limits) == .partHeaderTooLong(limit: 64))
        #expect(error("--XX\r\n" + String(repeating: "a", count: 65), limits: limits) == .partHeaderTooLong(limit: 64))

        #expect(error("12345678\r\n" + part + "--XX--12345678", limits: limits) == .malformedDelimiter)
        #expect(error("12345678\r\n" + part + "--XX--\r\n12345678", limits: limits) == nil)
        #expect(error("123456789\r\n" + part + "--XX--", limits: limits) == .surroundingsTooLong(limit: 8))
        #expect(error(part + "--XX--\r\n123456789", limits: limits) == .surroundingsTooLong(limit: 8))
        #expect(error("--XX         \r\n", limits: limits) == .surroundingsTooLong(limit: 8))
    }

    @Test("by default 16 parts and 4 KiB of header are taken")
    func defaults() {
        let part = "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n"
        #expect(error(String(repeating: part, count: 16) + "--XX--") == nil)
        #expect(error(String(repeating: part, count: 17) + "--XX--") == .tooManyParts(limit: 16))
        #expect(error(String(repeating: part, count: 20_000)) == .tooManyParts(limit: 16))
        let long = "--XX\r\nX: " + String(repeating: "a", count: 4096)
        #expect(error(long) == .partHeaderTooLong(limit: 4096))
    }

    @Test("a part is handed on as it comes, whatever its size")
    func nothingIsKept() throws {
        var parser = try MultipartParser(contentType: "multipart/form-data; boundary=XX")
        parser.receive(Array("--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n".utf8).span)
        guard case .partBegan = try parser.next() else {
            Issue.record("no part")
            return
        }
        // Each piece ends with what may be the beginning of a boundary, and comes out all but that.
        let piece = Array((String(repeating: "x", count: 1000) + "\r\n--X").utf8)
        var count = 0
        for round in 1...100 {
            parser.receive(piece.span)
            while let event = try parser.next() {
                guard case .partContinued(let bytes) = event else {
                    Issue.record("\(event)")
                    return
                }
                count += bytes.count
            }
            #expect(round * piece.count - count == 5)
        }
    }

    // MARK: Splits and noise

    private static let messages = [
        "pre\r\namble\r\n--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nva\r\n--Xlue\r\n--XX \r\n"
            + "Content-Disposition: form-data; name=f; filename=\"x\\\"y\"\r\nContent-Type: text/csv\r\n\r\n1,2\r\n\r\n"
            + "--XX--\r\nepilogue",
        "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--", "--XX\r\nX: y\rz\r\n\r\nx\r\n--XX--", "--XX--\rx",
        "--XX\r\n\r\nx\r\n--XX--", "no form at all", "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XXX",
    ]

    @Test("every split gives the same form", arguments: messages)
    func splits(message: String) {
        for limits in [
            MultipartLimits(), MultipartLimits(partCount: 1, partHeaderByteCount: 40, surroundingsByteCount: 6),
        ] {
            let (_, differing) = forEverySplit(of: Array(message.utf8)) { Form($0, limits: limits) }
            #expect(differing.isEmpty, "\(differing)")
        }
    }

    @Test("noise is refused or read, and pieces change nothing", arguments: 0..<200)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let message = random.mutated(Array((Self.messages[Int(seed) % 2]).utf8), changes: 6)
        let whole = Form([message])
        #expect(whole == Form(message.map { [$0] }), "seed \(seed)")
        #expect(whole.isComplete == (whole.error == nil), "seed \(seed)")
    }

    @Test("every error has its own word, a status of its kind and a sentence")
    func errors() {
        let errors: [MultipartError] = [
            .notFormData, .malformedBoundary, .malformedDelimiter, .malformedPartHeader, .malformedDisposition,
            .extendedFilename, .unsupportedTransferEncoding, .tooManyParts(limit: 16), .partHeaderTooLong(limit: 4096),
            .surroundingsTooLong(limit: 4096), .endedEarly,
        ]
        #expect(Set(errors.map(\.kind)).count == errors.count)
        for error in errors {
            #expect([400, 415, 422].contains(error.status.code))
            #expect("\(error)".hasSuffix("."), "\(error)")
        }
    }
}
