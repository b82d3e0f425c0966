/// Why the recorded dialogue could not be loaded.
public enum DialogueError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file is not there or cannot be read.
    case unreadable(file: String, directory: String)
    /// `dialogue.json` is not the list of turns it should be.
    case malformedIndex(directory: String, reason: String)
    /// A WAV file cannot be used.
    case unusable(file: String, directory: String, reason: String)
    /// The turns are not those of the demo.
    case unexpectedTurns(directory: String)

    /// What is wrong, where, and what to do about it.
    public var description: String {
        switch self {
        case .unreadable(let file, let directory):
            "cannot read \(file) in \(directory); \(Self.remedy)"
        case .malformedIndex(let directory, let reason):
            "dialogue.json in \(directory) is malformed (\(reason)); \(Self.remedy)"
        case .unusable(let file, let directory, let reason):
            "\(file) in \(directory) cannot be used (\(reason)); \(Self.remedy)"
        case .unexpectedTurns(let directory):
            "dialogue.json in \(directory) must hold five turns of the agent and three of the caller; \(Self.remedy)"
        }
    }

    private static let remedy =
        "name the directory Fixtures/audio of a checkout, or restore it with scripts/make-fixtures"
}
