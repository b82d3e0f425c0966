/// The version a message was sent in.
public enum HTTPVersion: Hashable, Sendable {
    /// HTTP/1.0: no `Host`, no chunks, and the connection ends with the answer.
    case http10
    /// HTTP/1.1, or a later 1.x, which is to be read as 1.1 (RFC 9110, 2.5).
    case http11

    /// Reads `HTTP/1.1`; `nil` where it is no version at all.
    init?(_ bytes: ArraySlice<UInt8>) throws(HTTPError) {
        let digits = bytes.dropFirst(5)
        guard bytes.starts(with: "HTTP/".utf8), digits.count == 3, let major = digits.first, let minor = digits.last,
            ASCII.isDigit(major), digits[digits.startIndex + 1] == UInt8(ascii: "."), ASCII.isDigit(minor)
        else { return nil }
        guard major == UInt8(ascii: "1") else { throw .unsupportedVersion(String(decoding: bytes, as: UTF8.self)) }
        self = minor == UInt8(ascii: "0") ? .http10 : .http11
    }
}
