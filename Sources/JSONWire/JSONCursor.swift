/// Reads one JSON text from left to right without a tree and without allocating (RFC 8259, strict).
///
/// Begin with ``enterObject(in:)``; then, until ``nextKey(in:)`` gives `nil`, read the key's value with the verb of the
/// kind wanted, or ``skip(in:)`` it; an entered object or array is left when its keys or elements are used up. Close with
/// ``end(in:)``. A value of another kind than the one asked for is checked, skipped and given as `nil`. After an error the
/// cursor is of no more use.
///
/// Every call is given the same text: a value that kept a `Span` could not be stored by callers yet. Of two members with
/// one name both are seen, in order. UTF-8 is not checked: a WebSocket text message is UTF-8 already (RFC 6455, 8.1).
public struct JSONCursor: Sendable {
    /// How deep objects and arrays may stand in each other.
    public static let depthLimit = 32
    /// How many members the objects of one text may have together.
    public static let memberLimit = 1000

    /// The byte that is read next.
    public private(set) var offset = 0
    var depth = 0
    var members = 0
    /// Whether the entered container has given something already, so that a comma must come first.
    var needsComma = false

    /// Stands before the first byte.
    public init() {}
}
