/// Why a text is not the JSON it should be (RFC 8259), and at which byte.
public enum JSONError: Error, Hashable, Sendable {
    /// The text ended inside a value.
    case unexpectedEnd
    /// A byte that the grammar does not allow there.
    case unexpectedByte(at: Int)
    /// Objects and arrays stand in each other deeper than ``JSONCursor/depthLimit``.
    case tooDeep(at: Int)
    /// The objects of the text have more members together than ``JSONCursor/memberLimit``.
    case tooManyMembers(at: Int)
}
