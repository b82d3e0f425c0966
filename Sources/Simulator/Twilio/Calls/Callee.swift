/// What becomes of a call at the other end of the line.
public enum Callee: Hashable, Sendable {
    /// Somebody answers and does this.
    case answers(CallerScript)
    /// The line is busy.
    case busy
    /// It rings until the order's timeout.
    case noAnswer
    /// The network cannot reach the number.
    case fails
}
