/// Finds what stands between fields: comma, semicolon or tab, whichever the header has most of outside quotes.
///
/// The header, because headings hold hardly ever one of them, while an address or a price in a row does. Spreadsheets write
/// a semicolon where the comma is for decimals, and a tab when a table is copied.
struct SeparatorFinder {
    private var counts = [0, 0, 0]
    private var isInQuotes = false
    private var isAtFieldStart = true
    private var isBlank = true
    private var index = 0

    /// Looks at what has come of the beginning; `true` when the header's end is there. Empty lines before it are passed over.
    mutating func read(_ input: Span<UInt8>) -> Bool {
        while index < input.count {
            let byte = input[index]
            let isLineEnd = byte == CSVByte.lineFeed || byte == CSVByte.carriageReturn
            if isLineEnd, !isBlank, !isInQuotes { return true }
            index += 1
            guard !isLineEnd else { continue }
            isBlank = false
            note(byte)
        }
        return false
    }

    /// The one found; a comma where there is none, in a table of one column.
    var separator: UInt8 {
        var best = 0
        for candidate in 1..<counts.count where counts[candidate] > counts[best] { best = candidate }
        return CSVByte.separators[best]
    }

    /// How many bytes were looked at.
    var byteCount: Int { index }

    /// A doubled quote closes and opens at once, which comes to the same.
    private mutating func note(_ byte: UInt8) {
        if isInQuotes {
            isInQuotes = byte != CSVByte.quote
            isAtFieldStart = !isInQuotes
        } else if byte == CSVByte.quote {
            isInQuotes = isAtFieldStart
            isAtFieldStart = false
        } else if let candidate = CSVByte.separators.firstIndex(of: byte) {
            counts[candidate] += 1
            isAtFieldStart = true
        } else {
            isAtFieldStart = false
        }
    }
}
