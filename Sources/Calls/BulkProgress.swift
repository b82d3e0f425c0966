public import FoundationEssentials

/// How far a job has come.
public struct BulkProgress: Sendable, Hashable {
    /// Rows by how far they have come; those that are none are not in it.
    public var counts: [DialIntent.State: Int]
    /// When the first and the last row were asked for.
    public var firstAsked: Date?
    /// See `firstAsked`.
    public var lastAsked: Date?
    /// The furthest line that was asked for.
    public var line: Int?

    /// Makes one.
    public init(counts: [DialIntent.State: Int], firstAsked: Date?, lastAsked: Date?, line: Int?) {
        self.counts = counts
        self.firstAsked = firstAsked
        self.lastAsked = lastAsked
        self.line = line
    }

    /// How many rows are in these states.
    public func count(_ states: DialIntent.State...) -> Int { states.reduce(0) { $0 + (counts[$1] ?? 0) } }

    /// All rows.
    public var total: Int { counts.values.reduce(0, +) }
}
