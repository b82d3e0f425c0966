/// What became of a record that was to be removed.
public enum Removal: Sendable, Hashable {
    /// It is gone.
    case removed
    /// Calls name it, so it was only put away: it is listed and used no more, and the calls still say whom they were with.
    case archived
}
