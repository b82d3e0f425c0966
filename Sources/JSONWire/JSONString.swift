/// A string of a JSON text, left where it stands: the bytes between its quotes.
public struct JSONString: Hashable, Sendable {
    /// Where it stands in the text, without the quotes.
    public var range: Range<Int>
    /// Whether it holds escapes, which ``text(in:)`` removes.
    public var isEscaped: Bool

    /// Makes one.
    public init(range: Range<Int>, isEscaped: Bool) {
        self.range = range
        self.isEscaped = isEscaped
    }
}
