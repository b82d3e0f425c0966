/// Log lines: one JSON object a line, fields carried along. Cheap to copy; a line never waits for its sink.
public struct Log: Sendable {
    /// How much a line matters.
    public enum Level: Int, Comparable, Sendable {
        /// For developers.
        case debug
        /// What happened.
        case info
        /// What somebody should look at.
        case warning
        /// What did not work.
        case error

        /// By weight.
        public static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }
    }

    /// A log that writes nothing.
    public static let silent = Log()

    init() {}

    /// The same log with one more field on every line.
    public func with(_ key: StaticString, _ value: String) -> Log { self }

    /// Writes a line.
    public func write(_ level: Level, _ message: StaticString, _ fields: [(StaticString, String)] = []) {}

    /// Writes a line about what happened.
    public func info(_ message: StaticString, _ fields: (StaticString, String)...) { write(.info, message, fields) }

    /// Writes a line about what somebody should look at.
    public func warning(_ message: StaticString, _ fields: (StaticString, String)...) {
        write(.warning, message, fields)
    }

    /// Writes a line about what did not work.
    public func error(_ message: StaticString, _ fields: (StaticString, String)...) { write(.error, message, fields) }
}
