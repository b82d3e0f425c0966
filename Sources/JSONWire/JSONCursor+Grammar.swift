/// The grammar of RFC 8259, a function a rule.
extension JSONCursor {
    /// The first byte of the value that comes next, with the cursor upon it.
    @inline(__always)
    mutating func firstByte(in text: Span<UInt8>) throws(JSONError) -> UInt8 {
        precondition(place == .value, "a value is read after a key, and once")
        try skipWhiteSpace(in: text)
        return text[offset]
    }

    /// Goes into the container whose bracket is under the cursor.
    @inline(__always)
    mutating func enter() throws(JSONError) {
        guard depth < Self.depthLimit else { throw .tooDeep(at: offset) }
        depth += 1
        offset += 1
        place = .first
    }

    /// Goes to the next key or element; `false`, having left the container, where its closing bracket comes.
    @inline(__always)
    mutating func goOn(in text: Span<UInt8>, unless bracket: UInt8) throws(JSONError) -> Bool {
        precondition(place != .value && depth > 0, "a key's value is read before the next key")
        try skipWhiteSpace(in: text)
        if text[offset] == bracket {
            offset += 1
            depth -= 1
            place = .next
            return false
        }
        if place == .next {
            try expect(UInt8(ascii: ","), in: text)
            try skipWhiteSpace(in: text)
        }
        place = .value
        return true
    }

    /// Checks the value whose first byte is under the cursor and goes past it.
    mutating func skipValue(in text: Span<UInt8>) throws(JSONError) {
        switch text[offset] {
        case UInt8(ascii: "{"):
            // Depth is limited, so this recursion is.
            try enter()
            while try nextKey(in: text) != nil { try skip(in: text) }
        case UInt8(ascii: "["):
            try enter()
            while try nextElement(in: text) { try skip(in: text) }
        case UInt8(ascii: "\""):
            offset += 1
            _ = try scanString(in: text)
        case UInt8(ascii: "t"): try scanWord("true", in: text)
        case UInt8(ascii: "f"): try scanWord("false", in: text)
        case UInt8(ascii: "n"): try scanWord("null", in: text)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanNumber(in: text)
        default: throw .unexpectedByte(at: offset)
        }
        place = .next
    }

    /// Goes past white space to a byte that is there.
    @inline(__always)
    mutating func skipWhiteSpace(in text: Span<UInt8>) throws(JSONError) {
        skipOptionalWhiteSpace(in: text)
        guard offset < text.count else { throw .unexpectedEnd }
    }

    /// Goes past white space, perhaps to the text's end. Vendors send none, so that is tried first.
    @inline(__always)
    mutating func skipOptionalWhiteSpace(in text: Span<UInt8>) {
        guard offset < text.count, text[offset] <= UInt8(ascii: " ") else { return }
        skipRunOfWhiteSpace(in: text)
    }

    @inline(never)
    private mutating func skipRunOfWhiteSpace(in text: Span<UInt8>) {
        while offset < text.count {
            switch text[offset] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): offset += 1
            default: return
            }
        }
    }

    /// Goes past one byte, which must be this one.
    @inline(__always)
    mutating func expect(_ byte: UInt8, in text: Span<UInt8>) throws(JSONError) {
        guard offset < text.count else { throw .unexpectedEnd }
        guard text[offset] == byte else { throw .unexpectedByte(at: offset) }
        offset += 1
    }

    private mutating func scanWord(_ word: StaticString, in text: Span<UInt8>) throws(JSONError) {
        for index in 0..<word.utf8CodeUnitCount { try expect(word.utf8Start[index], in: text) }
    }
}
