/// Why a table is not read on: each case is a fact, and says what to do about it. Nothing behind it can be trusted.
public enum CSVError: Error, Hashable, Sendable {
    /// It is UTF-16, as spreadsheets write "Unicode text".
    case unsupportedEncoding
    /// A NUL byte, which no text has.
    case nulByte(line: Int)
    /// A quote that is opened on this line and never closed: the rest of the file would be one field.
    case unterminatedQuote(line: Int)
    /// No line end in the first so many bytes.
    case headerTooLong(limit: Int)
    /// A field that is longer than is taken.
    case fieldTooLong(line: Int, limit: Int)
    /// A record with more fields than are taken.
    case tooManyColumns(line: Int, limit: Int)
    /// More rows than are taken.
    case tooManyRows(limit: Int)

    /// A word for programs and counters.
    public var kind: String {
        switch self {
        case .unsupportedEncoding: "unsupported_encoding"
        case .nulByte: "nul_byte"
        case .unterminatedQuote: "unterminated_quote"
        case .headerTooLong: "header_too_long"
        case .fieldTooLong: "field_too_long"
        case .tooManyColumns: "too_many_columns"
        case .tooManyRows: "too_many_rows"
        }
    }

    /// The line it is about, counted from 1.
    public var line: Int? {
        switch self {
        case .nulByte(let line), .unterminatedQuote(let line), .fieldTooLong(let line, _),
            .tooManyColumns(let line, _):
            line
        case .unsupportedEncoding, .headerTooLong, .tooManyRows: nil
        }
    }
}

extension CSVError: CustomStringConvertible {
    /// One sentence for people, with the remedy.
    public var description: String {
        switch self {
        case .unsupportedEncoding: "The file is UTF-16: save it as CSV in UTF-8."
        case .nulByte(let line): "Line \(line) has a NUL byte, so this is no text: save the table as CSV."
        case .unterminatedQuote(let line):
            "The quote opened on line \(line) is never closed: close it, or double it if it is part of the text."
        case .headerTooLong(let limit):
            "The first line has more than \(limit) bytes: save the table as CSV, with the headings on the first line."
        case .fieldTooLong(let line, let limit):
            "A field on line \(line) has more than \(limit) bytes: shorten it, or close its quote."
        case .tooManyColumns(let line, let limit):
            "Line \(line) has more than \(limit) columns: leave out those that are not needed."
        case .tooManyRows(let limit): "There are more than \(limit) rows: split the file."
        }
    }
}
