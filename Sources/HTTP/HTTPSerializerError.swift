/// A message of ours that cannot be written: sent as it is, it would mean something else to the peer. Nothing has been
/// appended when one of these is thrown.
public enum HTTPSerializerError: Error, Hashable, Sendable {
    /// A method that is no token.
    case malformedMethod(String)
    /// A target with white space, a control byte or a byte beyond ASCII.
    case malformedTarget
    /// A field name that is no token.
    case malformedFieldName(String)
    /// A CR, LF, NUL or other control byte in the value of this field: whoever put it there could add fields or answers
    /// of their own.
    case malformedFieldValue(name: String)
}
