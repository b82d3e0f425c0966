/// What the REST API, or a limit, orders a call to do.
enum CallCommand: Hashable, Sendable {
    /// End, answered or not.
    case end
    /// Go on with another document.
    case redirect(PlacedCall.Document)
}
