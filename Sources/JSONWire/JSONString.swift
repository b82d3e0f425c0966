import Glibc

/// A string of a JSON text, left where it stands: the bytes between its quotes.
public struct JSONString: Hashable, Sendable {
    /// Where it stands in the text, without the quotes.
    public var range: Range<Int>
    /// Whether it holds escapes, which ``text(in:)`` removes.
    public var isEscaped: Bool

    /// Makes one.
    public init(range: Range<Int>, isEscaped: Bool) {
        self.range = range
        self.isEscaped = isEscaped
    }

    /// The string itself, escapes removed; half of a surrogate pair alone becomes U+FFFD, as does what is not UTF-8.
    ///
    /// A language model's text cut between the halves of an emoji must not end a call.
    public func text(in text: Span<UInt8>) -> String {
        guard isEscaped else { return Self.string(text.extracting(range)) }
        var bytes: [UInt8] = []
        appendUnescaped(of: text, into: &bytes)
        return Self.string(bytes.span)
    }

    /// Whether the string is this one, escapes removed.
    ///
    /// Inlined, since most comparisons end with the length.
    @inlinable
    public func equals(_ literal: StaticString, in text: Span<UInt8>) -> Bool {
        let length = literal.utf8CodeUnitCount
        guard !isEscaped else { return self.text(in: text) == literal.description }
        return range.upperBound - range.lowerBound == length && hasBytes(literal.utf8Start, length, in: text)
    }

    @usableFromInline
    func hasBytes(_ start: UnsafePointer<UInt8>, _ length: Int, in text: Span<UInt8>) -> Bool {
        text.extracting(range).withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return length == 0 }
            return memcmp(base, start, length) == 0
        }
    }

    /// Appends the string's bytes with its escapes removed: Base64 whose slashes are escaped, for example.
    public func appendUnescaped(of text: Span<UInt8>, into output: inout [UInt8]) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let end = min(JSONCursor.endOfPlainText(from: offset, in: text), range.upperBound)
            JSONText.append(text.extracting(offset..<end), into: &output)
            offset = end
            if offset < range.upperBound { offset = appendEscape(at: offset, of: text, into: &output) }
        }
    }

    static func hexValue(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}

extension JSONString {
    private static func string(_ bytes: Span<UInt8>) -> String {
        bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// Appends what the escape at this place stands for, and gives the place behind it.
    private func appendEscape(at offset: Int, of text: Span<UInt8>, into output: inout [UInt8]) -> Int {
        guard offset + 1 < range.upperBound else { return range.upperBound }
        switch text[offset + 1] {
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "n"): output.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "r"): output.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "t"): output.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "u"): return appendCodePoint(at: offset, of: text, into: &output)
        case let byte: output.append(byte)
        }
        return offset + 2
    }

    /// RFC 8259, 7: a character beyond U+FFFF is written as its two UTF-16 surrogates, an escape each.
    private func appendCodePoint(at offset: Int, of text: Span<UInt8>, into output: inout [UInt8]) -> Int {
        let high = codeUnit(at: offset, of: text) ?? 0xFFFD
        var scalar = high
        var end = offset + 6
        if 0xD800...0xDBFF ~= high, let low = codeUnit(at: end, of: text), 0xDC00...0xDFFF ~= low {
            scalar = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)
            end += 6
        }
        output.append(contentsOf: Character(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
        return min(end, range.upperBound)
    }

    /// The four hexadecimal digits of `\uXXXX` at this place, if such an escape stands there.
    private func codeUnit(at offset: Int, of text: Span<UInt8>) -> UInt32? {
        guard offset + 6 <= range.upperBound, text[offset] == UInt8(ascii: "\\"), text[offset + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt32 = 0
        for index in 2..<6 {
            guard let digit = Self.hexValue(of: text[offset + index]) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }
}
