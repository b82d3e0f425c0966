/// What was wrong with a message. After any of these the place where the next message starts is unknown, so the
/// connection is always closed: a server sends `status` first, a client gives up the answer.
public enum HTTPError: Error, Hashable, Sendable {
    /// Not `method SP target SP version` (RFC 9112, 3).
    case malformedRequestLine
    /// Not `version SP status SP reason` (RFC 9112, 4).
    case malformedStatusLine
    /// None of the four forms of a target, or a byte that none of them allows (RFC 9112, 3.2).
    case malformedTarget
    /// `CONNECT`: this is no proxy.
    case unsupportedMethod(HTTPMethod)
    /// A version with another major number, such as that of the HTTP/2 preface.
    case unsupportedVersion(String)
    /// A NUL in a head or in the framing of chunks.
    case nulByte
    /// A CR without LF (RFC 9112, 2.2).
    case bareCarriageReturn
    /// A LF without CR. RFC 9112, 2.2 would let us take it; two parsers that differ over it are how requests are smuggled.
    case bareLineFeed
    /// A field line that continues the one above (RFC 9112, 5.2).
    case foldedField
    /// White space between field name and colon (RFC 9112, 5.1).
    case spaceBeforeColon
    /// A field without colon, or whose name is no token.
    case malformedFieldName
    /// A control byte in the value of this field (RFC 9110, 5.5).
    case malformedFieldValue(name: String)
    /// No `Host` in HTTP/1.1 (RFC 9112, 3.2).
    case missingHost
    /// More than one `Host`.
    case repeatedHost
    /// A `Host` that is no host with an optional port.
    case malformedHost
    /// More than one `Content-Length`, even where they agree.
    case repeatedContentLength
    /// A `Content-Length` that is not digits alone, or beyond what can be counted.
    case malformedContentLength
    /// Both `Content-Length` and `Transfer-Encoding` (RFC 9112, 6.1).
    case ambiguousLength
    /// `Transfer-Encoding` in HTTP/1.0, where it does not exist.
    case transferEncodingInHTTP10
    /// `Transfer-Encoding` that is not one `chunked`.
    case malformedTransferEncoding
    /// A transfer coding that is not known here (RFC 9112, 6.1).
    case unsupportedTransferCoding(String)
    /// An `Expect` other than `100-continue` (RFC 9110, 10.1.1).
    case unsupportedExpectation
    /// A chunk size that is not 1 to 16 hexadecimal digits.
    case malformedChunkSize
    /// Chunk data not followed by CRLF.
    case malformedChunkEnd
    /// The start line is longer than this.
    case startLineTooLong(limit: Int)
    /// A field line is longer than this.
    case fieldTooLong(limit: Int)
    /// The field lines together are longer than this.
    case fieldSectionTooLong(limit: Int)
    /// More fields than this.
    case tooManyFields(limit: Int)
    /// Chunk extensions and trailers together are longer than this.
    case chunkOverheadTooLong(limit: Int)
    /// The body is longer than this; judged before it is kept.
    case bodyTooLarge(limit: Int)
    /// More than this many 1xx answers before the real one.
    case tooManyInterimResponses(limit: Int)
    /// The peer ended the connection in the middle of a message.
    case endedEarly
}

extension HTTPError {
    /// The status a server answers with before it closes.
    public var status: HTTPStatus {
        switch self {
        case .malformedRequestLine, .malformedStatusLine, .malformedTarget, .nulByte, .bareCarriageReturn,
            .bareLineFeed, .foldedField, .spaceBeforeColon, .malformedFieldName, .malformedFieldValue, .missingHost,
            .repeatedHost, .malformedHost, .repeatedContentLength, .malformedContentLength, .ambiguousLength,
            .transferEncodingInHTTP10, .malformedTransferEncoding, .malformedChunkSize, .malformedChunkEnd,
            .chunkOverheadTooLong, .tooManyInterimResponses, .endedEarly:
            .badRequest
        case .bodyTooLarge: .contentTooLarge
        case .startLineTooLong: .uriTooLong
        case .unsupportedExpectation: .expectationFailed
        case .fieldTooLong, .fieldSectionTooLong, .tooManyFields: .requestHeaderFieldsTooLarge
        case .unsupportedMethod, .unsupportedTransferCoding: .notImplemented
        case .unsupportedVersion: .httpVersionNotSupported
        }
    }
}

extension HTTPError: CustomStringConvertible {
    /// One sentence for the peer; it repeats nothing but names and numbers that the peer sent or may know.
    public var description: String {
        switch self {
        case .malformedRequestLine: "The request line is malformed."
        case .malformedStatusLine: "The status line is malformed."
        case .malformedTarget: "The request target is malformed."
        case .unsupportedMethod(let method): "The method \(method.rawValue) is not supported."
        case .unsupportedVersion: "Only HTTP/1.1 and HTTP/1.0 are spoken here."
        case .nulByte: "There is a NUL byte in the head."
        case .bareCarriageReturn: "There is a CR without LF."
        case .bareLineFeed: "There is a LF without CR."
        case .foldedField: "A header field is folded over two lines."
        case .spaceBeforeColon: "There is white space before a colon."
        case .malformedFieldName: "A header field name is malformed."
        case .malformedFieldValue(let name): "The header field \(name) holds a control byte."
        case .missingHost: "The Host header field is missing."
        case .repeatedHost: "There is more than one Host header field."
        case .malformedHost: "The Host header field is malformed."
        case .repeatedContentLength: "There is more than one Content-Length header field."
        case .malformedContentLength: "The Content-Length header field is malformed."
        case .ambiguousLength: "Content-Length and Transfer-Encoding exclude each other."
        case .transferEncodingInHTTP10: "Transfer-Encoding does not exist in HTTP/1.0."
        case .malformedTransferEncoding: "The Transfer-Encoding header field is malformed."
        case .unsupportedTransferCoding: "The only transfer coding known here is chunked."
        case .unsupportedExpectation: "The only expectation known here is 100-continue."
        case .malformedChunkSize: "A chunk size is malformed."
        case .malformedChunkEnd: "A chunk is not followed by CRLF."
        case .startLineTooLong(let limit): "The first line is longer than \(limit) bytes."
        case .fieldTooLong(let limit): "A header field is longer than \(limit) bytes."
        case .fieldSectionTooLong(let limit): "The header section is longer than \(limit) bytes."
        case .tooManyFields(let limit): "There are more than \(limit) header fields."
        case .chunkOverheadTooLong(let limit): "Chunk extensions and trailers are longer than \(limit) bytes."
        case .bodyTooLarge(let limit): "The body is longer than \(limit) bytes: send less at once."
        case .tooManyInterimResponses(let limit): "There are more than \(limit) interim answers."
        case .endedEarly: "The connection ended in the middle of a message."
        }
    }
}
