extension JSONCursor {
    /// Goes to the end of the string whose opening quote is just behind the cursor.
    ///
    /// Inlined as far as a string without escapes goes.
    @inline(__always)
    mutating func scanString(in text: Span<UInt8>) throws(JSONError) -> JSONString {
        let start = offset
        offset = Self.endOfPlainText(from: start, in: text)
        let isEscaped = offset >= text.count || text[offset] != UInt8(ascii: "\"")
        if isEscaped { try scanEscapes(in: text) }
        offset += 1
        return JSONString(range: start..<offset - 1, isEscaped: isEscaped)
    }

    /// Goes to the closing quote from whatever stopped the plain text before it.
    @inline(never)
    private mutating func scanEscapes(in text: Span<UInt8>) throws(JSONError) {
        while true {
            guard offset < text.count else { throw .unexpectedEnd }
            switch text[offset] {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"): try scanEscape(in: text)
            // RFC 8259, 7: control characters must be escaped.
            default: throw .unexpectedByte(at: offset)
            }
            offset = Self.endOfPlainText(from: offset, in: text)
        }
    }

    private mutating func scanEscape(in text: Span<UInt8>) throws(JSONError) {
        offset += 1
        guard offset < text.count else { throw .unexpectedEnd }
        switch text[offset] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            offset += 1
        case UInt8(ascii: "u"):
            offset += 1
            for _ in 0..<4 {
                guard offset < text.count else { throw .unexpectedEnd }
                guard JSONString.hexValue(of: text[offset]) != nil else { throw .unexpectedByte(at: offset) }
                offset += 1
            }
        default: throw .unexpectedByte(at: offset)
        }
    }

    /// Where, from `start` on, the first quote, backslash or control character stands; the text's end where none does.
    ///
    /// Sound is nearly all of what we read, in strings of 216 to 100,000 bytes: sixteen bytes are judged at a time. Keys and
    /// counters end in the first sixteen, so that much is inlined.
    @inline(__always)
    static func endOfPlainText(from start: Int, in text: Span<UInt8>) -> Int {
        guard text.count - start >= 16 else { return endOfShortPlainText(from: start, in: text) }
        let ends = ends(inBlockAt: start, of: text)
        return ends[0] | ends[1] != 0 ? start + firstByte(of: ends) : endOfLongPlainText(from: start + 16, in: text)
    }

    @inline(never)
    private static func endOfLongPlainText(from start: Int, in text: Span<UInt8>) -> Int {
        var offset = start
        while text.count - offset >= 16 {
            let ends = ends(inBlockAt: offset, of: text)
            guard ends[0] | ends[1] == 0 else { return offset + firstByte(of: ends) }
            offset += 16
        }
        return endOfShortPlainText(from: offset, in: text)
    }

    @inline(never)
    private static func endOfShortPlainText(from start: Int, in text: Span<UInt8>) -> Int {
        var offset = start
        while offset < text.count, isPlain(text[offset]) { offset += 1 }
        return offset
    }

    /// Sixteen bytes, 0xFF where one is not plain. The caller has seen that they are there.
    ///
    /// Vectors are compared with vectors: the operators that take a single byte are not specialized, and a hundred times
    /// slower.
    @inline(__always)
    private static func ends(inBlockAt offset: Int, of text: Span<UInt8>) -> SIMD2<UInt64> {
        let block = text.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD16<UInt8>.self)
        let quote = SIMD16<UInt8>(repeating: UInt8(ascii: "\""))
        let backslash = SIMD16<UInt8>(repeating: UInt8(ascii: "\\"))
        let space = SIMD16<UInt8>(repeating: UInt8(ascii: " "))
        let none = SIMD16<UInt8>(repeating: 0)
        let all = SIMD16<UInt8>(repeating: .max)
        let ends = (block .== quote) .| (block .== backslash) .| (block .< space)
        return unsafeBitCast(none.replacing(with: all, where: ends), to: SIMD2<UInt64>.self)
    }

    /// The first byte that is not zero: the lowest set bit stands in it.
    @inline(__always)
    private static func firstByte(of ends: SIMD2<UInt64>) -> Int {
        ends[0] != 0
            ? UInt64(littleEndian: ends[0]).trailingZeroBitCount / 8
            : 8 + UInt64(littleEndian: ends[1]).trailingZeroBitCount / 8
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: " ") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }
}
