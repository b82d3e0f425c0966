/// Why one row is not called; the others are.
struct RowError: Hashable, Sendable, Encodable {
    /// The first line it stands on, counted from 1.
    let line: Int
    /// The number as written, where the row has one.
    let phoneNumber: String?
    /// A sentence that says what to do.
    let error: String
}
