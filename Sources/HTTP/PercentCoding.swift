/// Percent-encoding (RFC 3986, 2.1). A plus is a plus; only in forms and queries does it mean a space, see `FormCoding`.
public enum PercentCoding {
    /// Decodes a text; `nil` where an escape is malformed or what comes out is not UTF-8.
    public static func decode(_ text: String) -> String? {
        guard let bytes = decode(text.utf8, plusIsSpace: false) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Encodes everything but letters, digits and `-._~`, so that the text can stand as one path segment or one value of
    /// a query.
    public static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        append(text.utf8, to: &bytes, keeping: ASCII.isUnreserved)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether every `%` is followed by two hexadecimal digits.
    static func isWellFormed(_ bytes: some Sequence<UInt8>) -> Bool { decode(bytes, plusIsSpace: false) != nil }

    /// Decodes bytes; `nil` where an escape is malformed.
    static func decode(_ bytes: some Sequence<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.underestimatedCount)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = iterator.next().flatMap(ASCII.hexValue),
                    let low = iterator.next().flatMap(ASCII.hexValue)
                else { return nil }
                output.append(high << 4 | low)
            } else {
                output.append(plusIsSpace && byte == UInt8(ascii: "+") ? ASCII.space : byte)
            }
        }
        return output
    }

    /// Appends bytes, escaping those that are not to be kept.
    static func append(_ bytes: some Sequence<UInt8>, to output: inout [UInt8], keeping isKept: (UInt8) -> Bool) {
        for byte in bytes {
            if isKept(byte) {
                output.append(byte)
            } else {
                output.append(UInt8(ascii: "%"))
                output.append(hexDigit(byte >> 4))
                output.append(hexDigit(byte & 0x0F))
            }
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
