/// A request target taken apart: path segments decoded, query pairs in order (RFC 3986, 3.3 and 3.4).
public struct RequestTarget: Hashable, Sendable {
    /// The path as sent, for example `/api/call-initiation/status/CA1`.
    public let path: String
    /// The path's segments, percent-decoded; `/a/b` gives `a` and `b`, `/a/` gives `a` and an empty one, `/` none.
    public let segments: [String]
    /// The query's pairs, decoded, in order.
    public let query: [FormCoding.Field]

    /// Takes a target apart; `nil` where an escape is malformed, a segment is not UTF-8, holds NUL or `/` or is `.` or
    /// `..`, or it is not in origin form. Dot segments are the client's to resolve; here they could only mislead.
    public init?(_ target: String) {
        guard target.utf8.first == UInt8(ascii: "/") else { return nil }
        let end = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        path = String(target[..<end])
        guard let segments = Self.segments(of: path) else { return nil }
        self.segments = segments
        guard let query = FormCoding.decode(target[end...].utf8.dropFirst()) else { return nil }
        self.query = query
    }

    /// The first value of this name in the query.
    public func query(_ name: String) -> String? { query.first { $0.name == name }?.value }

    private static func segments(of path: String) -> [String]? {
        guard path != "/" else { return [] }
        var segments: [String] = []
        for piece in path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let bytes = PercentCoding.decode(piece, plusIsSpace: false),
                !bytes.contains(0), !bytes.contains(UInt8(ascii: "/")),
                let text = String(validating: bytes, as: UTF8.self), text != ".", text != ".."
            else { return nil }
            segments.append(text)
        }
        return segments
    }
}
