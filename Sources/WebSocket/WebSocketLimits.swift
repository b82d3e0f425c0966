/// What a WebSocket takes from its peer; judged before a payload is kept.
public struct WebSocketLimits: Hashable, Sendable {
    /// The largest message in bytes; beyond it the connection fails with 1009.
    public var maximumMessageSize: Int
    /// The most control frames taken in one second; beyond it the connection fails with 1008.
    public var maximumControlFramesPerSecond: Int

    /// Makes limits. Media Streams messages stay below 1 KiB; 64 KiB is what the media socket allows.
    public init(maximumMessageSize: Int = 64 * 1024, maximumControlFramesPerSecond: Int = 100) {
        self.maximumMessageSize = maximumMessageSize
        self.maximumControlFramesPerSecond = maximumControlFramesPerSecond
    }
}
