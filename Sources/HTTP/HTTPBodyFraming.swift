/// How the end of a body is found (RFC 9112, 6.3).
public enum HTTPBodyFraming: Hashable, Sendable {
    /// There is no body.
    case none
    /// So many bytes.
    case sized(Int)
    /// Chunks, the last one empty.
    case chunked
    /// All until the connection ends; answers only.
    case untilEnd
}

extension HTTPBodyFraming {
    /// Judges the two fields that name a length. `nil` where there is neither.
    ///
    /// No lenient mode: whatever could be read in two ways is refused, for what stands before or behind us may read it
    /// the other way.
    static func declared(by headers: HTTPHeaders, version: HTTPVersion) throws(HTTPError) -> HTTPBodyFraming? {
        let lengths = headers.values("Content-Length")
        let codings = headers.values("Transfer-Encoding")
        if !codings.isEmpty {
            guard lengths.isEmpty else { throw .ambiguousLength }
            guard version == .http11 else { throw .transferEncodingInHTTP10 }
            try judge(codings)
            return .chunked
        }
        guard let length = lengths.first else { return nil }
        guard lengths.count == 1 else { throw .repeatedContentLength }
        guard let count = ASCII.number(length.utf8) else { throw .malformedContentLength }
        return .sized(count)
    }

    /// Nothing but one `chunked` passes; a coding not known here is 501 (RFC 9112, 6.1).
    private static func judge(_ codings: [String]) throws(HTTPError) {
        var chunkedCount = 0
        for coding in codings.flatMap({ $0.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) })
        {
            let parts = coding.split(separator: ASCII.semicolon, omittingEmptySubsequences: false)
            let name = ASCII.trimmed(parts[0])
            guard ASCII.isToken(name) else { throw .malformedTransferEncoding }
            guard ASCII.sameText(name, "chunked".utf8) else {
                throw .unsupportedTransferCoding(String(decoding: name, as: UTF8.self))
            }
            guard parts.count == 1 else { throw .malformedTransferEncoding }
            chunkedCount += 1
        }
        guard chunkedCount == 1 else { throw .malformedTransferEncoding }
    }
}
