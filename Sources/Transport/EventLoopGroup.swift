/// The loops of a process.
public final class EventLoopGroup: Sendable {
    /// All loops, in order.
    public let loops: [EventLoop]

    /// Starts loops, one thread each; by default one for each core.
    public init(count: Int? = nil) { fatalError("stub") }

    /// The loops in turn.
    public func next() -> EventLoop { fatalError("stub") }

    /// Closes every socket, ends every thread and returns when they have ended.
    public func shutDown() async { fatalError("stub") }
}
