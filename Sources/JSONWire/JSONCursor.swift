/// Reads one JSON text from left to right without a tree and without allocating (RFC 8259, strict).
///
/// Begin with ``enterObject(in:)``; then, until ``nextKey(in:)`` gives `nil`, read the key's value with the verb of the
/// kind wanted, or ``skip(in:)`` it; an entered object or array is left when its keys or elements are used up. Close with
/// ``end(in:)``. A value of another kind than the one asked for is checked, skipped and given as `nil`. After an error the
/// cursor is of no more use.
///
/// Every call is given the same text: a value that keeps a `Span` cannot be made without experimental features yet. Of two
/// members with one name both are seen, in order. UTF-8 is not checked: a WebSocket text message is UTF-8 already
/// (RFC 6455, 8.1), and ``JSONString/text(in:)`` mends what is not.
public struct JSONCursor: Sendable {
    /// How deep objects and arrays may stand in each other.
    public static let depthLimit = 32
    /// How many members the objects of one text may have together.
    public static let memberLimit = 1000

    /// What the grammar awaits.
    enum Place {
        /// A value: at the start, after a key, or for an element.
        case value
        /// The first key or element of a container just entered, or its end.
        case first
        /// A comma and one more key or element, or the container's end; outside all containers, the text's end.
        case next
    }

    /// The byte that is read next.
    public internal(set) var offset = 0
    var place = Place.value
    var depth = 0
    var members = 0

    /// Stands before the first byte.
    public init() {}

    /// Enters an object; `false`, having skipped it, where the value is of another kind.
    public mutating func enterObject(in text: Span<UInt8>) throws(JSONError) -> Bool {
        guard try firstByte(in: text) == UInt8(ascii: "{") else {
            try skipValue(in: text)
            return false
        }
        try enter()
        return true
    }

    /// The next key of the entered object; `nil`, having left the object, after its last.
    public mutating func nextKey(in text: Span<UInt8>) throws(JSONError) -> JSONString? {
        guard try goOn(in: text, unless: UInt8(ascii: "}")) else { return nil }
        guard members < Self.memberLimit else { throw .tooManyMembers(at: offset) }
        members += 1
        try expect(UInt8(ascii: "\""), in: text)
        let key = try scanString(in: text)
        try skipWhiteSpace(in: text)
        try expect(UInt8(ascii: ":"), in: text)
        return key
    }

    /// Enters an array; `false`, having skipped it, where the value is of another kind.
    public mutating func enterArray(in text: Span<UInt8>) throws(JSONError) -> Bool {
        guard try firstByte(in: text) == UInt8(ascii: "[") else {
            try skipValue(in: text)
            return false
        }
        try enter()
        return true
    }

    /// Whether the entered array has another element, to be read now; `false`, having left the array, after its last.
    public mutating func nextElement(in text: Span<UInt8>) throws(JSONError) -> Bool {
        try goOn(in: text, unless: UInt8(ascii: "]"))
    }

    /// A string.
    public mutating func string(in text: Span<UInt8>) throws(JSONError) -> JSONString? {
        guard try firstByte(in: text) == UInt8(ascii: "\"") else {
            try skipValue(in: text)
            return nil
        }
        offset += 1
        let string = try scanString(in: text)
        place = .next
        return string
    }

    /// A whole number, or a string holding one: Twilio's counters are strings, ElevenLabs' ids may be either. `nil` too
    /// where it has a fraction or an exponent, or does not fit.
    public mutating func integer(in text: Span<UInt8>) throws(JSONError) -> Int? {
        if try firstByte(in: text) == UInt8(ascii: "\"") {
            offset += 1
            let string = try scanString(in: text)
            place = .next
            return JSONNumber.integer(of: string.range, in: text)
        }
        return JSONNumber.integer(of: try value(in: text), in: text)
    }

    /// `true` or `false`.
    public mutating func boolean(in text: Span<UInt8>) throws(JSONError) -> Bool? {
        let first = try firstByte(in: text)
        try skipValue(in: text)
        return first == UInt8(ascii: "t") ? true : first == UInt8(ascii: "f") ? false : nil
    }

    /// The kind of the value that comes next, which stays unread.
    public mutating func kind(in text: Span<UInt8>) throws(JSONError) -> JSONKind {
        switch try firstByte(in: text) {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        case UInt8(ascii: "n"): .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        default: throw .unexpectedByte(at: offset)
        }
    }

    /// Checks a value of any kind and gives where it stands.
    public mutating func value(in text: Span<UInt8>) throws(JSONError) -> Range<Int> {
        _ = try firstByte(in: text)
        let start = offset
        try skipValue(in: text)
        return start..<offset
    }

    /// Checks a value of any kind and goes past it.
    public mutating func skip(in text: Span<UInt8>) throws(JSONError) {
        _ = try value(in: text)
    }

    /// Demands that nothing but white space follows.
    public mutating func end(in text: Span<UInt8>) throws(JSONError) {
        precondition(depth == 0 && place == .next, "an object or array was left before its end")
        skipOptionalWhiteSpace(in: text)
        guard offset == text.count else { throw .unexpectedByte(at: offset) }
    }
}
