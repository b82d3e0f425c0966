/// Writes a table for spreadsheets: RFC 4180, with commas and CRLF.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe in front, which it shows as text. What we store
/// stays as it was given; only exports are guarded.
public enum CSVWriter {
    /// What Excel needs at the beginning of a file to read it as UTF-8.
    public static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Appends one record.
    public static func append(_ cells: [String], to output: inout [UInt8]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { output.append(CSVByte.comma) }
            // One empty field and nothing else would be a blank line.
            append(guarded(cell), isAlone: cells.count == 1, to: &output)
        }
        output.append(CSVByte.carriageReturn)
        output.append(CSVByte.lineFeed)
    }

    /// The cell with an apostrophe in front where its first character, after spaces, would begin a formula: = + - @, a tab
    /// or a line end, or one of the four as wide as an ideograph. A plain number with its sign is none, and so E.164 stays.
    public static func guarded(_ cell: String) -> String {
        guard let first = cell.unicodeScalars.first(where: { beginsFormula($0) || !$0.properties.isWhitespace }),
            beginsFormula(first), !isNumber(cell)
        else { return cell }
        return "'" + cell
    }

    private static func beginsFormula(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }

    /// `+14155550123`, `-12.5`: a sign, digits, and a point between digits.
    private static func isNumber(_ cell: String) -> Bool {
        let digits = cell.utf8.dropFirst(
            cell.utf8.first == UInt8(ascii: "+") || cell.utf8.first == UInt8(ascii: "-") ? 1 : 0)
        let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
    }

    /// Quotes what any reader could take for the end of a field, whichever separator it goes by.
    private static func append(_ cell: String, isAlone: Bool, to output: inout [UInt8]) {
        let needsQuotes = cell.utf8.contains {
            $0 == CSVByte.quote || $0 == CSVByte.lineFeed || $0 == CSVByte.carriageReturn
                || CSVByte.separators.contains($0)
        }
        let space = UInt8(ascii: " ")
        guard needsQuotes || cell.utf8.first == space || cell.utf8.last == space || isAlone && cell.isEmpty else {
            output.append(contentsOf: cell.utf8)
            return
        }
        output.append(CSVByte.quote)
        for byte in cell.utf8 {
            if byte == CSVByte.quote { output.append(CSVByte.quote) }
            output.append(byte)
        }
        output.append(CSVByte.quote)
    }
}
