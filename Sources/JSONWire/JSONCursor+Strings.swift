extension JSONCursor {
    /// Goes to the end of the string whose opening quote is just behind the cursor.
    mutating func scanString(in text: Span<UInt8>) throws(JSONError) -> JSONString {
        let start = offset
        var isEscaped = false
        while true {
            offset = Self.endOfPlainText(from: offset, in: text)
            guard offset < text.count else { throw .unexpectedEnd }
            switch text[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return JSONString(range: start..<offset - 1, isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                try scanEscape(in: text)
            default:
                // RFC 8259, 7: control characters must be escaped.
                throw .unexpectedByte(at: offset)
            }
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
    /// Sound is nearly all of what we read, in strings of 216 to 100,000 bytes: sixteen bytes are judged at a time. A match
    /// makes its byte 0xFF, so the lowest set bit names the first; `withUnsafeBytes` is for the unaligned load.
    static func endOfPlainText(from start: Int, in text: Span<UInt8>) -> Int {
        text.withUnsafeBytes { bytes in
            var offset = start
            while bytes.count - offset >= 16 {
                let block = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
                let ends =
                    (block .== UInt8(ascii: "\"")) .| (block .== UInt8(ascii: "\\")) .| (block .< UInt8(ascii: " "))
                let marks = unsafeBitCast(
                    SIMD16<UInt8>.zero.replacing(with: UInt8.max, where: ends), to: SIMD2<UInt64>.self)
                if marks[0] != 0 { return offset + UInt64(littleEndian: marks[0]).trailingZeroBitCount / 8 }
                if marks[1] != 0 { return offset + 8 + UInt64(littleEndian: marks[1]).trailingZeroBitCount / 8 }
                offset += 16
            }
            while offset < bytes.count, isPlain(bytes[offset]) { offset += 1 }
            return offset
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: " ") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }
}
