import Glibc

/// Reads a text whose shape is known beforehand to the byte: for the one message that comes fifty times a second and call.
///
/// Each verb tells whether the text goes on as expected. At the first surprise nothing is wrong yet: the text is read again
/// with ``JSONCursor``, which takes any shape. What a glance takes, the cursor takes too.
public struct JSONGlance {
    private var offset = 0

    /// Stands before the first byte.
    public init() {}

    /// Goes past these bytes, if they come next.
    public mutating func passes(_ literal: StaticString, in text: Span<UInt8>) -> Bool {
        let length = literal.utf8CodeUnitCount
        guard text.count - offset >= length else { return false }
        let isNext = text.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return length == 0 }
            return memcmp(base + offset, literal.utf8Start, length) == 0
        }
        if isNext { offset += length }
        return isNext
    }

    /// Goes past up to 18 decimal digits, and gives their number.
    public mutating func digits(in text: Span<UInt8>) -> Int? {
        let start = offset
        var number = 0
        while offset < text.count, JSONNumber.isDigit(text[offset]) {
            guard offset - start < 18 else { return nil }
            number = number &* 10 &+ Int(text[offset] &- UInt8(ascii: "0"))
            offset += 1
        }
        return offset > start ? number : nil
    }

    /// Goes up to the next quote, if there are no escapes before it, and gives what stands there.
    public mutating func plainText(in text: Span<UInt8>) -> Range<Int>? {
        let start = offset
        offset = JSONCursor.endOfPlainText(from: start, in: text)
        guard offset < text.count, text[offset] == UInt8(ascii: "\"") else { return nil }
        return start..<offset
    }

    /// Whether all was read.
    public func isAtEnd(of text: Span<UInt8>) -> Bool {
        offset == text.count
    }
}
