/// Writes JSON by appending to memory that the caller keeps.
public enum JSONText {
    /// Appends text as it stands: the fixed parts of a message.
    public static func append(_ text: StaticString, into output: inout [UInt8]) {
        text.withUTF8Buffer { output.append(contentsOf: $0) }
    }

    /// Appends bytes as they stand, for example Base64 between quotes that are already there.
    public static func append(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
        bytes.withUnsafeBufferPointer { output.append(contentsOf: $0) }
    }

    /// Appends a string with its quotes; quotes, backslashes and control characters are escaped (RFC 8259, 7).
    public static func appendString(_ string: String, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        let bytes = string.utf8.span
        var offset = 0
        while offset < bytes.count {
            let end = JSONCursor.endOfPlainText(from: offset, in: bytes)
            append(bytes.extracting(offset..<end), into: &output)
            if end < bytes.count { appendEscape(of: bytes[end], into: &output) }
            offset = end + 1
        }
        output.append(UInt8(ascii: "\""))
    }

    /// Appends a whole number in decimal, without allocating.
    public static func appendInteger(_ number: Int, into output: inout [UInt8]) {
        if number < 0 { output.append(UInt8(ascii: "-")) }
        let magnitude = number.magnitude
        var unit: UInt = 1
        while magnitude / unit >= 10 { unit *= 10 }
        while unit > 0 {
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude / unit % 10))
            unit /= 10
        }
    }

    /// Appends `true` or `false`.
    public static func appendBoolean(_ flag: Bool, into output: inout [UInt8]) {
        append(flag ? "true" : "false", into: &output)
    }

    /// Appends an object of strings, its keys sorted so that the same members give the same text.
    public static func appendObject(of members: [String: String], into output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            appendString(member.key, into: &output)
            output.append(UInt8(ascii: ":"))
            appendString(member.value, into: &output)
        }
        output.append(UInt8(ascii: "}"))
    }

    private static func appendEscape(of byte: UInt8, into output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"", into: &output)
        case UInt8(ascii: "\\"): append("\\\\", into: &output)
        case UInt8(ascii: "\n"): append("\\n", into: &output)
        case UInt8(ascii: "\r"): append("\\r", into: &output)
        case UInt8(ascii: "\t"): append("\\t", into: &output)
        default:
            append("\\u00", into: &output)
            output.append(hexDigit(byte >> 4))
            output.append(hexDigit(byte & 0xF))
        }
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}
