/// What tells one version of a body from another (RFC 9110, 8.8.3).
public struct EntityTag: Hashable, Sendable {
    /// As in the field `ETag`: quoted, after `W/` where it is weak.
    public let text: String

    /// Makes a strong tag: of two bodies with the same one each byte is the same. The characters are the caller's to
    /// choose: visible ASCII without quotes.
    public init(strong characters: String) { text = "\"\(characters)\"" }

    /// Whether `If-None-Match` names this version, so that it need not be sent again (13.1.2; the weak comparison).
    public func isNamed(byIfNoneMatch headers: HTTPHeaders) -> Bool {
        headers.values("If-None-Match").contains { value in
            let value = Array(value.utf8)
            return ASCII.trimmed(value).elementsEqual("*".utf8)
                || Self.opaqueTags(in: value).contains { $0.elementsEqual(opaque) }
        }
    }

    /// Whether a range may be answered: `If-Range` is not there, or names this version (13.1.5; the strong comparison) or
    /// its date exactly.
    /// - Parameter lastModified: what the answer says under `Last-Modified`; `nil` where that date is too young to tell two
    ///   versions apart (8.8.2.2).
    public func permitsRange(byIfRange headers: HTTPHeaders, lastModified: String?) -> Bool {
        let values = headers.values("If-Range")
        guard let value = values.first else { return true }
        return values.count == 1 && (value == text || value == lastModified)
    }

    private var opaque: some Collection<UInt8> { text.utf8.drop { $0 != UInt8(ascii: "\"") } }

    /// The quoted parts of a list of tags, quotes and all. A comma may stand inside of one.
    private static func opaqueTags(in value: [UInt8]) -> [ArraySlice<UInt8>] {
        var tags: [ArraySlice<UInt8>] = []
        var rest = value[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "\"")),
            let end = rest[(start + 1)...].firstIndex(of: UInt8(ascii: "\""))
        {
            tags.append(rest[start...end])
            rest = rest[(end + 1)...]
        }
        return tags
    }
}
