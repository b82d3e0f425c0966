public import FoundationEssentials

/// Log lines: one JSON object a line, fields carried along. Cheap to copy; a line never waits for its sink.
///
/// A line has `time` (ISO 8601, UTC, milliseconds), `level`, `message` and its fields. Values are data: control
/// characters are escaped and every value ends after 256 bytes. Phone numbers go through `redacted(phoneNumber:)`;
/// bodies, tokens and what people say do not go here at all.
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

        var name: StaticString {
            switch self {
            case .debug: "debug"
            case .info: "info"
            case .warning: "warning"
            case .error: "error"
            }
        }
    }

    /// A log that writes nothing.
    public static let silent = Log()

    private struct Target: Sendable {
        let level: Level
        let sink: any LogSink
        let now: @Sendable () -> Date
    }

    private let target: Target?
    /// The carried fields as they stand in every line: `,"callId":"…"`.
    private var carried: [UInt8] = []

    private init() { target = nil }

    /// A log that hands lines of this level and above to a sink.
    public init(
        level: Level = .info, sink: any LogSink, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        target = Target(level: level, sink: sink, now: now)
    }

    /// The same log with one more field on every line.
    public func with(_ key: StaticString, _ value: String) -> Log {
        guard target != nil else { return self }
        var log = self
        LogLine.append(key, value, to: &log.carried)
        return log
    }

    /// Writes a line.
    public func write(_ level: Level, _ message: StaticString, _ fields: [(StaticString, String)] = []) {
        guard let target, level >= target.level else { return }
        var line = LogLine.head(target.now(), level, message)
        line += carried
        for (key, value) in fields { LogLine.append(key, value, to: &line) }
        line += [UInt8(ascii: "}"), UInt8(ascii: "\n")]
        target.sink.write(line)
    }

    /// Writes a line about what happened.
    public func info(_ message: StaticString, _ fields: (StaticString, String)...) { write(.info, message, fields) }

    /// Writes a line about what somebody should look at.
    public func warning(_ message: StaticString, _ fields: (StaticString, String)...) {
        write(.warning, message, fields)
    }

    /// Writes a line about what did not work.
    public func error(_ message: StaticString, _ fields: (StaticString, String)...) { write(.error, message, fields) }
}
