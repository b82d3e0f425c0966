extension JSONCursor {
    /// Goes past a number (RFC 8259, 6: no leading zeros, no plus, digits on both sides of the point).
    mutating func scanNumber(in text: Span<UInt8>) throws(JSONError) {
        if text[offset] == UInt8(ascii: "-") { offset += 1 }
        if offset < text.count, text[offset] == UInt8(ascii: "0") { offset += 1 } else { try scanDigits(in: text) }
        if offset < text.count, text[offset] == UInt8(ascii: ".") {
            offset += 1
            try scanDigits(in: text)
        }
        guard offset < text.count, text[offset] | 0x20 == UInt8(ascii: "e") else { return }
        offset += 1
        if offset < text.count, text[offset] == UInt8(ascii: "+") || text[offset] == UInt8(ascii: "-") { offset += 1 }
        try scanDigits(in: text)
    }

    private mutating func scanDigits(in text: Span<UInt8>) throws(JSONError) {
        let start = offset
        while offset < text.count, JSONNumber.isDigit(text[offset]) { offset += 1 }
        guard offset == start else { return }
        guard offset < text.count else { throw .unexpectedEnd }
        throw .unexpectedByte(at: offset)
    }
}
