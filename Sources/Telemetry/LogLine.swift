import FoundationEssentials

/// How a line is put together, byte by byte: a log must not be misled by what it is told.
enum LogLine {
    /// No value takes more of a line than this, in bytes of its own text.
    static let valueLimit = 256

    /// The line up to its fields, without the closing brace.
    static func head(_ date: Date, _ level: Log.Level, _ message: StaticString) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        line += #"{"time":""#.utf8
        line += Timestamp.text(date).utf8
        line.append(UInt8(ascii: "\""))
        append("level", "\(level.name)", to: &line)
        append("message", "\(message)", to: &line)
        return line
    }

    /// Appends `,"key":"value"`, the value escaped and cut.
    static func append(_ key: StaticString, _ value: String, to line: inout [UInt8]) {
        line += [UInt8(ascii: ","), UInt8(ascii: "\"")]
        key.withUTF8Buffer { line += $0 }
        line += #"":""#.utf8
        appendEscaped(value, to: &line)
        line.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ value: String, to line: inout [UInt8]) {
        var room = valueLimit
        for scalar in value.unicodeScalars {
            room -= UTF8.width(scalar)
            guard room >= 0 else {
                line += "…".utf8
                return
            }
            appendEscaped(scalar, to: &line)
        }
    }

    private static func appendEscaped(_ scalar: Unicode.Scalar, to line: inout [UInt8]) {
        switch scalar.value {
        case 0x22, 0x5C:
            line += [UInt8(ascii: "\\"), UInt8(scalar.value)]
        // C0 and C1 controls, and the separators that some readers take for line ends: none may move a terminal.
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029:
            let digits = String(scalar.value, radix: 16)
            line += #"\u"#.utf8
            line += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
            line += digits.utf8
        default:
            line += String(scalar).utf8
        }
    }
}
