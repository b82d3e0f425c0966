/// What a `MultipartParser` finds, in order.
public enum MultipartEvent: Hashable, Sendable {
    /// A part begins.
    case partBegan(MultipartPart)
    /// More of what the part holds, never empty. How much comes at once depends on how the body was cut.
    case partContinued([UInt8])
    /// The part is complete.
    case partEnded
    /// The body is complete.
    case ended
}
