/// How a table's text is encoded. CSV does not say, so it is found out from the whole of it.
public enum CSVEncoding: Hashable, Sendable {
    /// UTF-8, with or without a byte order mark.
    case utf8
    /// What spreadsheets on Windows write in Western Europe and America.
    case windows1252

    /// UTF-8 where all of the bytes are, otherwise Windows-1252: text in that is hardly ever valid UTF-8 by chance, and one
    /// file has one encoding. So this takes a pass over the file before the first record is read. Whoever gives the file
    /// has it whole by then, since nothing is done with its first row before its last is known to be well; the pass
    /// needs no memory.
    public static func of(_ bytes: Span<UInt8>) throws(CSVError) -> CSVEncoding {
        if bytes.count >= 2, (bytes[0], bytes[1]) == (0xFF, 0xFE) || (bytes[0], bytes[1]) == (0xFE, 0xFF) {
            throw .unsupportedEncoding
        }
        return (try? UTF8Span(validating: bytes)) == nil ? .windows1252 : .utf8
    }
}

extension CSVEncoding {
    /// Turns bytes into text. What is not UTF-8 although it was taken for that becomes U+FFFD.
    func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        switch self {
        case .utf8: String(decoding: bytes, as: UTF8.self)
        case .windows1252:
            if bytes.allSatisfy({ $0 < 0x80 }) {
                String(decoding: bytes, as: UTF8.self)
            } else {
                String(String.UnicodeScalarView(bytes.map(Self.windows1252Scalar)))
            }
        }
    }

    private static func windows1252Scalar(_ byte: UInt8) -> Unicode.Scalar {
        (0x80...0x9F).contains(byte) ? windows1252High[Int(byte - 0x80)] : Unicode.Scalar(byte)
    }

    /// 80 to 9F (WHATWG Encoding, index windows-1252); the five that have no character stand for control characters.
    private static let windows1252High: [Unicode.Scalar] = [
        "\u{20AC}", "\u{81}", "\u{201A}", "\u{0192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}",
        "\u{02C6}", "\u{2030}", "\u{0160}", "\u{2039}", "\u{0152}", "\u{8D}", "\u{017D}", "\u{8F}",
        "\u{90}", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{2022}", "\u{2013}", "\u{2014}",
        "\u{02DC}", "\u{2122}", "\u{0161}", "\u{203A}", "\u{0153}", "\u{9D}", "\u{017E}", "\u{0178}",
    ]
}
