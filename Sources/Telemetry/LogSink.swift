/// Takes finished log lines.
public protocol LogSink: Sendable {
    /// Takes one line, its line feed included. Must not wait: it is called from event loops.
    func write(_ line: [UInt8])
}
