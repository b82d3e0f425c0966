/// Why the store could not do it.
public enum CallStoreError: Error, Hashable, Sendable {
    /// Another process holds the database for longer than we wait.
    case busy
    /// No space is left.
    case full
    /// Another failure, with SQLite's code and words.
    case failed(code: Int32, message: String)
    /// The database was made by a newer version of this program.
    case newerSchema(found: Int, known: Int)
    /// Another record has already what no two may have in common.
    case conflict(with: RecordID)
}
