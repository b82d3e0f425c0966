import HTTP
import Testing

@Suite("Chunked bodies (RFC 9112, 7.1)") struct BodyReaderTests {
    static let start = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    func body(_ chunks: String) -> [UInt8]? { parseRequests(Self.start + chunks).messages.first?.body }
    func verdict(_ chunks: String) -> HTTPError? { parseRequests(Self.start + chunks).error }

    @Test("chunks are joined, extensions and trailers dropped")
    func joined() {
        #expect(body("5\r\nhello\r\n1;a=\"b\" ; c\r\n!\r\n0\r\nX: y\r\nZ:\r\n\r\n") == Array("hello!".utf8))
        #expect(body("A\r\n0123456789\r\n0000000000000000\r\n\r\n") == Array("0123456789".utf8))
        #expect(body("1 ;a\r\nx\r\n0\r\n\r\n") == Array("x".utf8))
        #expect(body("0\r\n\r\n") == [])
    }

    @Test("data may hold anything, line ends and NUL included")
    func opaque() {
        #expect(body("4\r\n\r\n\0\n\r\n0\r\n\r\n") == [13, 10, 0, 10])
    }

    @Test(
        "a malformed size is refused",
        arguments: [
            "", "+1", "-1", "0x1", " 1", "1 ", "\t1", "g", "1g", "11111111111111111", "00000000000000001", "1,2", "1 x",
            "1;\u{01}",
        ])
    func malformedSize(size: String) {
        #expect(verdict(size + "\r\nx\r\n0\r\n\r\n") == .malformedChunkSize)
    }

    @Test("data must be followed by CRLF")
    func chunkEnd() {
        #expect(verdict("1\r\nxy\r\n") == .malformedChunkEnd)
        #expect(verdict("1\r\nx\n") == .malformedChunkEnd)
        #expect(verdict("1\r\nx\rx") == .malformedChunkEnd)
    }

    @Test("line ends within the framing are strict")
    func lineEnds() {
        #expect(verdict("1\nx\r\n") == .bareLineFeed)
        #expect(verdict("1\rx") == .bareCarriageReturn)
        #expect(verdict("1;\0") == .nulByte)
        #expect(verdict("0\r\n\n") == .bareLineFeed)
    }

    @Test("trailers are judged like fields")
    func trailers() {
        #expect(verdict("0\r\nX : y\r\n\r\n") == .spaceBeforeColon)
        #expect(verdict("0\r\n X: y\r\n\r\n") == .foldedField)
        #expect(verdict("0\r\nnothing\r\n\r\n") == .malformedFieldName)
    }

    @Test("extensions and trailers together have a limit, in one piece or in many")
    func overhead() {
        let long = String(repeating: "e", count: 4095)
        #expect(verdict("1;\(long)\r\nx\r\n0\r\n\r\n") == nil)
        #expect(verdict("1;\(long)e\r\nx\r\n0\r\n\r\n") == .chunkOverheadTooLong(limit: 4096))
        #expect(verdict("1;\(long)\r\nx\r\n0\r\nX:\r\n\r\n") == .chunkOverheadTooLong(limit: 4096))
        #expect(verdict(String(repeating: "1;ee\r\nx\r\n", count: 1366)) == .bodyTooLarge(limit: 1024))
        #expect(verdict(String(repeating: "1;eeeeee\r\nx\r\n", count: 700)) == .chunkOverheadTooLong(limit: 4096))
        #expect(verdict("0\r\n" + String(repeating: "X: y\r\n", count: 683)) == .chunkOverheadTooLong(limit: 4096))
        #expect(verdict("1;" + String(repeating: "e", count: 5000)) == .chunkOverheadTooLong(limit: 4096))
    }

    @Test("a body can be taken in pieces, and its limit counts from its start")
    func streamed() throws {
        var parser = HTTPRequestParser()
        parser.receive(Array((Self.start + "3\r\nab").utf8).span)
        _ = try parser.nextHead()
        var body: [UInt8] = []
        let isComplete = try parser.nextBody(into: &body, limit: 4)
        #expect(!isComplete)
        #expect(body == Array("ab".utf8))
        body.removeAll()
        parser.receive(Array("c\r\n2\r\n".utf8).span)
        do {
            _ = try parser.nextBody(into: &body, limit: 4)
            Issue.record("a body over its limit was taken")
        } catch {
            #expect(error == .bodyTooLarge(limit: 4))
        }
        #expect(body == Array("c".utf8))
    }
}
