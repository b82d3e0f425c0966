/// When to look whether a silent peer is still there. A connection whose other end has vanished, as with a lost network,
/// would otherwise stay open until something is written.
public struct WebSocketKeepAlive: Hashable, Sendable {
    /// After so long without a byte a ping is sent.
    public var interval: Duration
    /// So long after the ping something must have come; otherwise the connection is dropped.
    public var deadline: Duration

    /// Makes settings. 20 seconds and 20 more: a vanished caller is noticed within 40.
    public init(interval: Duration = .seconds(20), deadline: Duration = .seconds(20)) {
        self.interval = interval
        self.deadline = deadline
    }
}
