/// One record of a table.
public struct CSVRecord: Hashable, Sendable {
    /// The first line it stands on, counted from 1 as editors do; a field may go on over several.
    public let line: Int
    /// Its fields as text, without quotes.
    public let fields: [String]
    /// What is wrong with its quotes: then the fields are a guess, good for showing and for nothing else.
    public let fault: CSVFault?
}
