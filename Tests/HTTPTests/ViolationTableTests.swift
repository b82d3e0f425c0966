import HTTP
import TestSupport
import Testing

/// Every way to break the rules of a request: literal bytes, what is found, and the status it gets.
@Suite("Violations of a request") struct ViolationTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let status: Int
        let kind: String
        let bytes: String

        init(_ status: Int, _ kind: String, _ bytes: String) {
            self.status = status
            self.kind = kind
            self.bytes = bytes
        }

        var testDescription: String { "\(status) \(kind)" }
    }

    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n"
    private static let post = "POST / HTTP/1.1\r\nHost: a\r\n"
    private static let chunked = post + "Transfer-Encoding: chunked\r\n\r\n"
    private static func x(_ count: Int) -> String { String(repeating: "x", count: count) }

    static let rows = [
        Row(400, "malformed_request_line", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
        Row(400, "malformed_request_line", "GET /\r\n\r\n"),
        Row(400, "malformed_target", "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
        Row(400, "nul_byte", "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n"),
        Row(400, "bare_carriage_return", "GET / HTTP/1.1\rHost: a\r\n\r\n"),
        Row(400, "bare_line_feed", "GET / HTTP/1.1\nHost: a\n\n"),
        Row(400, "folded_field", get + "X: a\r\n b\r\n\r\n"),
        Row(400, "space_before_colon", get + "X : a\r\n\r\n"),
        Row(400, "malformed_field_name", get + "X\r\n\r\n"),
        Row(400, "malformed_field_name", get + ": a\r\n\r\n"),
        Row(400, "malformed_field_value", get + "X: \u{01}\r\n\r\n"),
        Row(400, "missing_host", "GET / HTTP/1.1\r\n\r\n"),
        Row(400, "repeated_host", get + "Host: a\r\n\r\n"),
        Row(400, "malformed_host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        Row(400, "repeated_content_length", post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx"),
        Row(400, "repeated_content_length", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx"),
        Row(400, "malformed_content_length", post + "Content-Length: +1\r\n\r\nx"),
        Row(400, "malformed_content_length", post + "Content-Length: 1, 1\r\n\r\nx"),
        Row(400, "malformed_content_length", post + "Content-Length: 18446744073709551616\r\n\r\nx"),
        Row(400, "ambiguous_length", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Row(400, "transfer_encoding_in_http_1_0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Row(400, "malformed_transfer_encoding", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        Row(400, "malformed_chunk_size", chunked + "+1\r\nx\r\n0\r\n\r\n"),
        Row(400, "malformed_chunk_size", chunked + "00000000000000001\r\nx\r\n0\r\n\r\n"),
        Row(400, "malformed_chunk_end", chunked + "1\r\nxy\r\n0\r\n\r\n"),
        Row(400, "chunk_overhead_too_long", chunked + "1;" + x(4100) + "\r\nx\r\n0\r\n\r\n"),
        Row(413, "body_too_large", post + "Content-Length: 1025\r\n\r\n"),
        Row(413, "body_too_large", chunked + "401\r\n"),
        Row(414, "start_line_too_long", "GET /" + x(8200) + " HTTP/1.1\r\n"),
        Row(417, "unsupported_expectation", post + "Expect: 200-ok\r\n\r\n"),
        Row(431, "field_too_long", get + "X: " + x(8200) + "\r\n\r\n"),
        Row(431, "field_section_too_long", get + String(repeating: "X: " + x(8000) + "\r\n", count: 5) + "\r\n"),
        Row(431, "too_many_fields", get + String(repeating: "X: y\r\n", count: 100) + "\r\n"),
        Row(501, "unsupported_method", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n"),
        Row(501, "unsupported_transfer_coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n"),
        Row(505, "unsupported_version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
    ]

    @Test("each is found under its name, gets its status, and nothing behind it is parsed", arguments: rows)
    func refusal(row: Row) {
        let parsed = parseRequests(Self.get + "\r\n" + row.bytes + Self.get + "\r\n")
        #expect(parsed.error?.kind == row.kind)
        #expect(parsed.error?.status.code == row.status)
        #expect(parsed.messages.count == 1)
    }

    @Test("each is found at every split", arguments: rows.filter { $0.bytes.utf8.count < 1000 })
    func everySplit(row: Row) {
        let (whole, differing) = forEverySplit(of: Array((row.bytes + Self.get + "\r\n").utf8)) { parseRequests($0) }
        #expect(whole.error?.kind == row.kind)
        #expect(whole.messages.isEmpty)
        #expect(differing.isEmpty, "\(differing)")
    }

    /// Long ones byte by byte only: every split of them would take minutes.
    @Test("the long ones are found byte by byte", arguments: rows.filter { $0.bytes.utf8.count >= 1000 })
    func byteByByte(row: Row) {
        #expect(parseRequests(row.bytes.utf8.map { [$0] }).error?.kind == row.kind)
    }

    @Test("no two errors share a name")
    func names() {
        let all: [HTTPError] = [
            .malformedRequestLine, .malformedStatusLine, .malformedTarget, .unsupportedMethod(.get),
            .unsupportedVersion(""), .nulByte, .bareCarriageReturn, .bareLineFeed, .foldedField, .spaceBeforeColon,
            .malformedFieldName, .malformedFieldValue(name: ""), .missingHost, .repeatedHost, .malformedHost,
            .repeatedContentLength, .malformedContentLength, .ambiguousLength, .transferEncodingInHTTP10,
            .malformedTransferEncoding, .unsupportedTransferCoding(""), .unsupportedExpectation, .malformedChunkSize,
            .malformedChunkEnd, .startLineTooLong(limit: 1), .fieldTooLong(limit: 1), .fieldSectionTooLong(limit: 1),
            .tooManyFields(limit: 1), .chunkOverheadTooLong(limit: 1), .bodyTooLarge(limit: 1),
            .tooManyInterimResponses(limit: 1), .endedEarly,
        ]
        #expect(Set(all.map(\.kind)).count == all.count)
        // Those that a request can meet are all in the table.
        let notOfRequests: Set = ["malformed_status_line", "too_many_interim_responses", "ended_early"]
        #expect(Set(all.map(\.kind)).subtracting(notOfRequests) == Set(Self.rows.map(\.kind)))
    }
}
