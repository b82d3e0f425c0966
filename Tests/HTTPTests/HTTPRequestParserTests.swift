import HTTP
import TestSupport
import Testing

@Suite("Request parser") struct HTTPRequestParserTests {
    // MARK: RFC 9112, 2 and 3: the request line

    @Test("a request without body")
    func simple() {
        let parsed = parseRequests("GET /a?b=c HTTP/1.1\r\nHost: example.org:8080\r\nX-One:  two words \t\r\n\r\n")
        let expected = HTTPRequest(.get, "/a?b=c", headers: ["Host": "example.org:8080", "X-One": "two words"])
        #expect(parsed == Parsed(messages: [expected]))
    }

    @Test("one empty line before a request is ignored, a second is not")
    func emptyLines() {
        #expect(parseRequests("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n").messages.count == 1)
        #expect(refusal("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") == .malformedRequestLine)
    }

    @Test(
        "a malformed request line is refused",
        arguments: [
            "GET  / HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET /", "GET", "GET / http/1.1", "GET / HTTP/1",
            "GET / HTTP/1.10", "GET / HTTP/11", "GET /a b HTTP/1.1", "G(T / HTTP/1.1", "GET\t/ HTTP/1.1",
        ])
    func malformedLine(line: String) {
        #expect(refusal(line + "\r\nHost: a\r\n\r\n") == .malformedRequestLine)
    }

    @Test(
        "a target in none of the forms is refused",
        arguments: [
            "a", "*", "/\u{7F}", "/a#b", "/a\"b", "/a\\b", "/ä", "ftp://a/", "http:/a", "example.org:80", "http://",
            "http://a@b/", "http:///x",
        ])
    func malformedTarget(target: String) {
        #expect(refusal("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n") == .malformedTarget)
    }

    @Test("an asterisk is for OPTIONS")
    func asterisk() throws {
        #expect(try head(line: "OPTIONS * HTTP/1.1").request.target == "*")
    }

    @Test("a target in absolute form names path and host")
    func absoluteForm() throws {
        let whole = try head(line: "GET HTTP://b.example:81/x?y HTTP/1.1").request
        #expect(whole == HTTPRequest(.get, "/x?y", headers: ["Host": "b.example:81"]))
        #expect(try head(line: "GET http://b HTTP/1.1").request.target == "/")
        #expect(try head(line: "GET https://b?q HTTP/1.1").request.target == "/?q")
    }

    @Test("CONNECT is not implemented")
    func connect() {
        #expect(refusal("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n")?.status == .notImplemented)
    }

    @Test("other major versions and the HTTP/2 preface get 505")
    func versions() throws {
        #expect(refusal("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == .unsupportedVersion("HTTP/2.0"))
        #expect(refusal("GET / HTTP/0.9\r\n")?.status == .httpVersionNotSupported)
        #expect(try head(line: "GET / HTTP/1.2").version == .http11)
    }

    @Test("HTTP/1.0 is taken, without keep-alive and upgrades")
    func oldVersion() throws {
        let old = try head("Connection: keep-alive, upgrade\r\nUpgrade: websocket\r\n", line: "GET / HTTP/1.0")
        #expect(old.version == .http10)
        #expect(!old.keepsAlive)
        #expect(!old.asksUpgrade(to: "websocket"))
        #expect(parseRequests("GET / HTTP/1.0\r\n\r\n").messages.count == 1)
    }

    // MARK: RFC 9112, 2.2: line ends

    @Test("bare CR, bare LF and NUL are refused wherever they are")
    func lineEnds() {
        #expect(refusal("GET / HTTP/1.1\nHost: a\n\n") == .bareLineFeed)
        #expect(refusal("GET / HTTP/1.1\r\nHost: a\n\r\n") == .bareLineFeed)
        #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\n\n") == .bareLineFeed)
        #expect(refusal("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n") == .bareCarriageReturn)
        #expect(refusal("GET / HTTP/1.1\r\r\n") == .bareCarriageReturn)
        #expect(refusal("GET /\0 HTTP/1.1\r\n") == .nulByte)
        #expect(refusal("GET / HTTP/1.1\r\nHost: a\0") == .nulByte)
        #expect(refusal("\u{16}\u{03}\u{01}\u{00}") == .nulByte)
    }

    // MARK: RFC 9112, 5: fields

    @Test("field syntax is judged")
    func fieldSyntax() {
        func verdict(_ field: String) -> HTTPError? { refusal("GET / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n") }
        #expect(verdict("X: a\r\n b") == .foldedField)
        #expect(verdict("X: a\r\n\tb") == .foldedField)
        #expect(verdict("X : a") == .spaceBeforeColon)
        #expect(verdict("X\t: a") == .spaceBeforeColon)
        #expect(verdict(": a") == .malformedFieldName)
        #expect(verdict("X") == .malformedFieldName)
        #expect(verdict("X y: a") == .malformedFieldName)
        #expect(verdict("(X): a") == .malformedFieldName)
        #expect(verdict("Ä: a") == .malformedFieldName)
        #expect(verdict("X: a\u{1B}b") == .malformedFieldValue(name: "X"))
        #expect(verdict("X: a\u{7F}") == .malformedFieldValue(name: "X"))
        #expect(verdict("X:") == nil)
        #expect(verdict("X:\t \t") == nil)
        #expect(verdict("X: \"a:b\", c\td") == nil)
    }

    @Test("the first field cannot be a folded one")
    func foldedFirst() {
        #expect(refusal("GET / HTTP/1.1\r\n Host: a\r\n\r\n") == .foldedField)
    }

    @Test("bytes beyond ASCII are kept, as UTF-8 or one by one")
    func beyondASCII() throws {
        #expect(try head("X: é\r\n").request.headers["x"] == "é")
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nX: ".utf8) + [0xE9] + Array("\r\n\r\n".utf8)
        #expect(parseRequests([bytes]).messages.first?.headers["X"] == "\u{E9}")
    }

    @Test("fields of the same name stay apart and in order")
    func repeatedFields() throws {
        #expect(try head("X: 1\r\nx: 2\r\n").request.headers.values("X") == ["1", "2"])
    }

    // MARK: RFC 9112, 3.2: Host

    @Test("exactly one Host is demanded")
    func host() {
        #expect(refusal("GET / HTTP/1.1\r\n\r\n") == .missingHost)
        #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n") == .repeatedHost)
        #expect(refusal("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n") == .repeatedHost)
    }

    @Test(
        "a malformed Host is refused",
        arguments: [
            "", "a b", "a/b", "a@b", "a:b", "a:80:80", "a:65536", "[::1", "[]", "[::g]", "[::1]x", ":80", "a%4", "a\"b",
            "http://a",
        ])
    func malformedHost(host: String) {
        #expect(refusal("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n") == .malformedHost)
    }

    @Test(
        "a proper Host passes",
        arguments: ["a", "a.b:80", "127.0.0.1:65535", "[::1]:8080", "[::1]", "a:", "x_y", "a%41"])
    func properHost(host: String) {
        #expect(refusal("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n") == nil)
    }

    // MARK: RFC 9112, 6: lengths

    @Test("a sized body")
    func sized() {
        let parsed = parseRequests("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET")
        #expect(parsed.messages.map(\.body) == [Array("hello".utf8)])
    }

    @Test(
        "a Content-Length that is not digits alone is refused",
        arguments: ["", "+5", "-1", "5 5", "5, 5", "0x5", "5.0", "a", "99999999999999999999", "9223372036854775808"])
    func malformedLength(value: String) {
        #expect(refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(value)\r\n\r\n") == .malformedContentLength)
    }

    @Test("more than one length is refused, even where they agree")
    func repeatedLength() {
        let twice = "Content-Length: 5\r\nContent-Length: 5\r\n"
        #expect(refusal("POST / HTTP/1.1\r\nHost: a\r\n\(twice)\r\nhello") == .repeatedContentLength)
        let both = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
        #expect(refusal("POST / HTTP/1.1\r\nHost: a\r\n\(both)\r\n") == .ambiguousLength)
    }

    @Test("Transfer-Encoding is one chunked and nothing else")
    func transferEncoding() {
        func verdict(_ value: String, version: String = "1.1") -> HTTPError? {
            refusal("POST / HTTP/\(version)\r\nHost: a\r\nTransfer-Encoding: \(value)\r\n\r\n0\r\n\r\n")
        }
        #expect(verdict("chunked") == nil)
        #expect(verdict("Chunked") == nil)
        #expect(verdict("chunked", version: "1.0") == .transferEncodingInHTTP10)
        #expect(verdict("chunked, chunked") == .malformedTransferEncoding)
        #expect(verdict("chunked\r\nTransfer-Encoding: chunked") == .malformedTransferEncoding)
        #expect(verdict("chunked,") == .malformedTransferEncoding)
        #expect(verdict("chunked;q=1") == .malformedTransferEncoding)
        #expect(verdict("") == .malformedTransferEncoding)
        #expect(verdict("\"chunked\"") == .malformedTransferEncoding)
        #expect(verdict("gzip, chunked")?.status == .notImplemented)
        #expect(verdict("chunked, identity")?.status == .notImplemented)
        #expect(verdict("xchunked")?.status == .notImplemented)
    }

    // MARK: RFC 9110, 10.1.1: Expect

    @Test("100-continue is recognised, other expectations are refused")
    func expectation() throws {
        #expect(try head("Expect: 100-Continue\r\nContent-Length: 3\r\n").expectsContinue)
        #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n")?.status == .expectationFailed)
        #expect(try !head("Expect: tea\r\n", line: "GET / HTTP/1.0").expectsContinue)
    }

    // MARK: RFC 9112, 9: connections

    @Test("keep-alive unless close is said")
    func persistence() throws {
        #expect(try head().keepsAlive)
        #expect(try !head("Connection: x, Close\r\n").keepsAlive)
        #expect(try head("Connection: closed\r\n").keepsAlive)
    }

    @Test("an upgrade is asked for by both fields, and what follows it is left over")
    func upgrade() throws {
        var parser = HTTPRequestParser()
        let text = "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n"
        parser.receive((Array(text.utf8) + [0x81, 0x00]).span)
        let head = try parser.nextHead()
        #expect(head?.asksUpgrade(to: "websocket") == true)
        #expect(parser.leftover() == [0x81, 0x00])
    }

    @Test("pipelined requests come in order")
    func pipelining() {
        let one = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
        let two = "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
        let three = "POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
        let parsed = parseRequests(one + two + three + two)
        #expect(parsed.messages.map(\.target) == ["/1", "/2", "/3", "/2"])
        #expect(parsed.messages.map(\.body.count) == [2, 0, 1, 0])
    }

    @Test("nothing after a refused request is parsed")
    func errorIsFinal() {
        var parser = HTTPRequestParser()
        parser.receive(Array("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8).span)
        for _ in 1...2 {
            do {
                _ = try parser.nextHead()
                Issue.record("a head came after an error")
            } catch {
                #expect(error == .missingHost)
            }
        }
        let isIdle = parser.isIdle
        #expect(!isIdle)
    }

    // MARK: Limits

    @Test("limits hold to the byte")
    func limits() {
        let limits = HTTPLimits(startLineByteCount: 20, fieldByteCount: 12, fieldSectionByteCount: 40, fieldCount: 3)
        func verdict(_ target: String, _ fields: String) -> HTTPError? {
            refusal("GET \(target) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n", limits: limits)
        }
        #expect(verdict("/234567", "") == nil)
        #expect(verdict("/2345678", "") == .startLineTooLong(limit: 20))
        #expect(verdict("/", "X: 123456789\r\n") == nil)
        #expect(verdict("/", "X: 1234567890\r\n") == .fieldTooLong(limit: 12))
        #expect(verdict("/", "X:\r\nX:\r\n") == nil)
        #expect(verdict("/", "X:\r\nX:\r\nX:\r\n") == .tooManyFields(limit: 3))
        #expect(HTTPError.startLineTooLong(limit: 1).status.code == 414)
        #expect(HTTPError.fieldTooLong(limit: 1).status.code == 431)
        #expect(HTTPError.fieldSectionTooLong(limit: 1).status.code == 431)
        #expect(HTTPError.tooManyFields(limit: 1).status.code == 431)
    }

    @Test("the whole section has a limit")
    func sectionLimit() {
        let limits = HTTPLimits(fieldByteCount: 20, fieldSectionByteCount: 32)
        let start = "GET / HTTP/1.1\r\nHost: a\r\n"
        #expect(refusal(start + "X: 678901234567890\r\n\r\n", limits: limits) == nil)
        #expect(refusal(start + "X: 12345\r\nY: 12345678\r\n\r\n", limits: limits) == nil)
        #expect(refusal(start + "X: 12345\r\nY: 123456789\r\n\r\n", limits: limits) == .fieldSectionTooLong(limit: 32))
        #expect(refusal(start + "X: 12345\r\nY: 123456789", limits: limits) == .fieldSectionTooLong(limit: 32))
    }

    @Test("a line over its limit is refused before its end comes")
    func endlessLine() {
        #expect(refusal(String(repeating: "a", count: 8 * 1024 + 1)) == .startLineTooLong(limit: 8192))
        #expect(refusal(String(repeating: "a", count: 8 * 1024)) == nil)
    }

    @Test("a body over its limit is refused before its bytes come")
    func bodyLimit() {
        let sized = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
        #expect(parseRequests(sized + "1025\r\n\r\n").error == .bodyTooLarge(limit: 1024))
        #expect(parseRequests(sized + "1024\r\n\r\n").error == nil)
        let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(parseRequests(chunked + "401\r\n").error == .bodyTooLarge(limit: 1024))
        #expect(parseRequests(chunked + "1\r\nx\r\n400\r\n").error == .bodyTooLarge(limit: 1024))
        #expect(parseRequests(chunked + "ffffffffffffffff\r\n").error == .bodyTooLarge(limit: 1024))
        #expect(HTTPError.bodyTooLarge(limit: 1).status.code == 413)
    }

    // MARK: All splits, and noise

    static let conversation: [UInt8] = Array(
        ("\r\nPOST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n\r\n\r\n"
            + "GET http://b/c?d HTTP/1.1\r\nHost: a\r\nX:  y z\t\r\n\r\n"
            + "POST /e HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n00a\r\n0123456789\r\n"
            + "0\r\nTrailer: t\r\n\r\nGET /f HTTP/1.1\r\nHost: a\r\nBad : f\r\n\r\n").utf8)

    @Test("every split gives the same requests and the same error")
    func everySplit() {
        let (whole, differing) = forEverySplit(of: Self.conversation) { parseRequests($0) }
        #expect(whole.messages.map(\.target) == ["/a", "/c?d", "/e"])
        #expect(whole.messages.last?.body == Array("abc0123456789".utf8))
        #expect(whole.error == .spaceBeforeColon)
        #expect(differing.isEmpty, "\(differing)")
    }

    @Test("whatever comes, the parser neither traps nor depends on the split", arguments: UInt64(1)...40)
    func noise(seed: UInt64) {
        var noise = SeededGenerator(seed: seed)
        let bytes = seed % 8 == 0 ? noise.bytes(400) : noise.mutated(Self.conversation)
        let whole = parseRequests([bytes])
        #expect(parseRequests(bytes.map { [$0] }) == whole, "seed \(seed)")
        let cut = Int.random(in: 0...bytes.count, using: &noise)
        #expect(parseRequests([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "seed \(seed)")
    }
}
