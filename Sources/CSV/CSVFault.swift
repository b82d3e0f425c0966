/// What is wrong with the quotes of one record. Where it ends is clear all the same, so those that follow are read.
public enum CSVFault: Hashable, Sendable {
    /// A field that does not begin with a quote has one inside (RFC 4180, 2.5). Columns count from 1.
    case quoteInField(column: Int)
    /// Something stands between a closing quote and the separator.
    case textAfterQuote(column: Int)

    /// A word for programs and counters.
    public var kind: String {
        switch self {
        case .quoteInField: "quote_in_field"
        case .textAfterQuote: "text_after_quote"
        }
    }
}

extension CSVFault: CustomStringConvertible {
    /// One sentence for people, with the remedy.
    public var description: String {
        switch self {
        case .quoteInField(let column):
            "There is a quote inside column \(column): put the whole field in quotes, and double those inside."
        case .textAfterQuote(let column):
            "There is text behind the closing quote of column \(column): double the quotes that are part of the text."
        }
    }
}
