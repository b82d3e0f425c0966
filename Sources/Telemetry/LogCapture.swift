import Synchronization

/// Keeps lines in memory, for tests and for whoever wants to look at them.
public final class LogCapture: LogSink {
    private let captured = Mutex<[[UInt8]]>([])

    /// Nothing captured yet.
    public init() {}

    /// Keeps a line.
    public func write(_ line: [UInt8]) { captured.withLock { $0.append(line) } }

    /// The lines so far, each with its line feed.
    public var lines: [String] { captured.withLock { $0.map { String(decoding: $0, as: UTF8.self) } } }
}
