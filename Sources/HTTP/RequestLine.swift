/// The first line of a request, judged (RFC 9112, 3).
struct RequestLine {
    let method: HTTPMethod
    let version: HTTPVersion
    /// The target, in origin form unless it is `*`.
    let target: String
    /// The authority of a target in absolute form, which replaces `Host` (RFC 9112, 3.2.2).
    let authority: String?

    init(_ line: ArraySlice<UInt8>) throws(HTTPError) {
        let parts = line.split(separator: ASCII.space, maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, ASCII.isToken(parts[0]), !parts[1].isEmpty, let version = try HTTPVersion(parts[2])
        else { throw .malformedRequestLine }
        self.version = version
        method = HTTPMethod(rawValue: String(decoding: parts[0], as: UTF8.self))
        guard method.rawValue != "CONNECT" else { throw .unsupportedMethod(method) }
        (target, authority) = try Self.judge(parts[1], method: method)
    }

    private static func judge(
        _ bytes: ArraySlice<UInt8>, method: HTTPMethod
    ) throws(HTTPError) -> (target: String, authority: String?) {
        guard bytes.allSatisfy(isTarget) else { throw .malformedTarget }
        let text = String(decoding: bytes, as: UTF8.self)
        if bytes.first == UInt8(ascii: "/") { return (text, nil) }
        if text == "*" && method == .options { return (text, nil) }
        return try splitAbsolute(bytes)
    }

    /// RFC 3986 leaves out some bytes that browsers send unescaped in a query, such as `|` and `[`. They cannot move the
    /// end of a line or of a path, so they pass; a fragment is never sent, and quotes, angle brackets and backslashes by
    /// no client.
    private static func isTarget(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "#"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"): false
        default: byte > ASCII.space && byte < 0x7F
        }
    }

    private static func splitAbsolute(
        _ bytes: ArraySlice<UInt8>
    ) throws(HTTPError) -> (target: String, authority: String?) {
        let scheme = ["http://", "https://"].first { ASCII.sameText(bytes.prefix($0.utf8.count), $0.utf8) }
        guard let scheme else { throw .malformedTarget }
        let rest = bytes.dropFirst(scheme.utf8.count)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        let path = String(decoding: rest[end...], as: UTF8.self)
        return (path.hasPrefix("/") ? path : "/" + path, String(decoding: rest[..<end], as: UTF8.self))
    }
}
