/// Which calls are live in this process, how to end each, and the tickets that let a stream in.
public final class LiveCalls: Sendable {
    /// No calls.
    public init() {}
}
