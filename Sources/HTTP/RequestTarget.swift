/// A request target taken apart: path segments decoded, query pairs in order (RFC 3986, 3.3 and 3.4).
public struct RequestTarget: Hashable, Sendable {
    /// The path as sent, for example `/api/call-initiation/status/CA1`.
    public let path: String
    /// The path's segments, percent-decoded; `/a/b` gives `a` and `b`.
    public let segments: [String]
    /// The query's pairs, decoded, in order.
    public let query: [FormCoding.Field]

    /// Takes a target apart; `nil` where an escape is malformed, a segment is not UTF-8 or holds NUL or `/`, or it is not
    /// in origin form.
    public init?(_ target: String) { fatalError("stub") }

    /// The first value of this name in the query.
    public func query(_ name: String) -> String? { query.first { $0.name == name }?.value }
}
