import HTTP
import TestSupport
import Testing

@Suite("Response parser") struct HTTPResponseParserTests {
    // MARK: RFC 9112, 4: the status line

    @Test("a sized answer")
    func sized() {
        let parsed = parseResponse("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nX: y\r\n\r\nno")
        let expected = HTTPResponse(.notFound, headers: ["Content-Length": "2", "X": "y"], body: Array("no".utf8))
        #expect(parsed == Parsed(messages: [expected]))
    }

    @Test("the phrase may be empty or missing", arguments: ["200 ", "200", "200 Very Fine", "200  x"])
    func phrase(line: String) {
        #expect(parseResponse("HTTP/1.1 \(line)\r\nContent-Length: 0\r\n\r\n").messages.first?.status == .ok)
    }

    @Test(
        "a malformed status line is refused",
        arguments: [
            "HTTP/1.1", "HTTP/1.1 20", "HTTP/1.1 2000 x", "HTTP/1.1 abc x", "HTTP/1.1  200", "http/1.1 200 x",
            "HTTP/1.1 099 x", "HTTP/1.1 600 x", "HTTP/1.1 200 x\u{01}", "200 OK", "",
        ])
    func malformed(line: String) {
        #expect(parseResponse(line + "\r\n\r\n").error == .malformedStatusLine)
    }

    @Test("another major version is refused")
    func version() {
        #expect(parseResponse("HTTP/2.0 200 OK\r\n\r\n").error == .unsupportedVersion("HTTP/2.0"))
    }

    // MARK: RFC 9112, 6.3: lengths

    @Test("a chunked answer")
    func chunked() {
        let parsed = parseResponse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n")
        #expect(parsed.messages.first?.body == Array("hi".utf8))
    }

    @Test("without a length the body lasts until the end")
    func untilEnd() {
        let text = "HTTP/1.1 200 OK\r\n\r\nhello"
        #expect(parseResponse(text, thenEnds: true).messages.first?.body == Array("hello".utf8))
        #expect(parseResponse(text) == Parsed())
        #expect(parseResponse(text, bodyLimit: 4).error == .bodyTooLarge(limit: 4))
    }

    @Test("no body after HEAD, 204 and 304, whatever the fields say")
    func bodiless() {
        let fields = "Content-Length: 9\r\n\r\n"
        #expect(parseResponse("HTTP/1.1 200 OK\r\n" + fields, answering: .head).messages.first?.body == [])
        #expect(parseResponse("HTTP/1.1 204 No Content\r\n" + fields).messages.first?.body == [])
        #expect(parseResponse("HTTP/1.1 304 Not Modified\r\n" + fields).messages.first?.body == [])
    }

    @Test(
        "an end before the answer is whole is an error",
        arguments: [
            "", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx", "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx",
        ])
    func endedEarly(text: String) {
        #expect(parseResponse(text, thenEnds: true) == Parsed(error: .endedEarly))
    }

    @Test("a length that can be read in two ways is refused")
    func ambiguous() {
        let both = "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(parseResponse("HTTP/1.1 200 OK\r\n" + both).error == .ambiguousLength)
        let twice = "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"
        #expect(parseResponse("HTTP/1.1 200 OK\r\n" + twice).error == .repeatedContentLength)
    }

    // MARK: RFC 9110, 15.2: interim answers

    @Test("interim answers are skipped")
    func interim() {
        let parsed = parseResponse(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n"
                + "Content-Length: 1\r\n\r\nx")
        #expect(parsed.messages == [HTTPResponse(.ok, headers: ["Content-Length": "1"], body: Array("x".utf8))])
    }

    @Test("lengths in interim answers mean nothing, but are judged")
    func interimLengths() {
        func verdict(_ field: String) -> HTTPError? {
            parseResponse("HTTP/1.1 100 Continue\r\n\(field)\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n").error
        }
        #expect(verdict("Content-Length: 0") == nil)
        #expect(verdict("Content-Length: +1") == .malformedContentLength)
        #expect(verdict("Transfer-Encoding: gzip, chunked") == .unsupportedTransferCoding("gzip"))
        #expect(verdict("Transfer-Encoding: chunked\r\nContent-Length: 1") == .ambiguousLength)
    }

    @Test("but not without end")
    func endlessInterim() {
        let text = String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 9)
        #expect(parseResponse(text).error == .tooManyInterimResponses(limit: 8))
    }

    @Test("101 is handed out with what follows it")
    func switching() throws {
        var parser = HTTPResponseParser(answering: .get)
        let text = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
        parser.receive((Array(text.utf8) + [0x81, 0x00]).span)
        let head = try parser.nextHead()
        #expect(head?.response.status == .switchingProtocols)
        #expect(head?.keepsAlive == false)
        #expect(parser.leftover() == [0x81, 0x00])
    }

    // MARK: RFC 9112, 9.3: persistence

    @Test("the connection stays where both version and length allow")
    func persistence() throws {
        func keepsAlive(_ text: String) throws -> Bool? {
            var parser = HTTPResponseParser(answering: .get)
            parser.receive(Array(text.utf8).span)
            return try parser.nextHead()?.keepsAlive
        }
        #expect(try keepsAlive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") == true)
        #expect(try keepsAlive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n") == false)
        #expect(try keepsAlive("HTTP/1.1 200 OK\r\n\r\n") == false)
        #expect(try keepsAlive("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n") == false)
    }

    @Test("bytes after a whole answer can be seen")
    func surplus() throws {
        var parser = HTTPResponseParser(answering: .get)
        parser.receive(Array("HTTP/1.1 204 No Content\r\n\r\nHTTP".utf8).span)
        _ = try parser.nextHead()
        var body: [UInt8] = []
        let isComplete = try parser.nextBody(into: &body, limit: 0)
        #expect(isComplete)
        let surplus = parser.unparsedByteCount
        #expect(surplus == 4)
    }

    // MARK: All splits, and noise

    static let answers = [
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nhi\r\n0\r\nT: t\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello",
        "HTTP/1.1 200\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX : y\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nX: y\r\n z\r\n\r\nhello",
        "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nhi\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi!\r\n0\r\n\r\n",
    ]

    @Test("every split gives the same answer", arguments: answers)
    func everySplit(text: String) {
        let (whole, differing) = forEverySplit(of: Array(text.utf8)) { parseResponse($0, thenEnds: true) }
        #expect(whole != Parsed())
        #expect(differing.isEmpty, "\(differing)")
    }

    @Test("whatever comes, the parser neither traps nor depends on the split", arguments: UInt64(1)...40)
    func noise(seed: UInt64) {
        var noise = SeededGenerator(seed: seed)
        let bytes = noise.mutated(Array(Self.answers[Int(seed) % Self.answers.count].utf8), changes: 5)
        let whole = parseResponse([bytes], thenEnds: true)
        #expect(parseResponse(bytes.map { [$0] }, thenEnds: true) == whole, "seed \(seed)")
    }
}
