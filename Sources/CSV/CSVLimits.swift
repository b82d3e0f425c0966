/// How much is taken of a table. How many bytes it may have in all is for whoever receives it to say.
public struct CSVLimits: Hashable, Sendable {
    /// Most rows behind the header; blank lines are none. 100,000.
    public var rowCount: Int
    /// Most fields in one record. 200.
    public var columnCount: Int
    /// Longest field, and longest header line in all, in bytes. 64 KiB.
    public var fieldByteCount: Int

    /// Makes limits; the defaults are those of the threat model. All must be positive.
    public init(rowCount: Int = 100_000, columnCount: Int = 200, fieldByteCount: Int = 64 * 1024) {
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.fieldByteCount = fieldByteCount
    }
}
