/// What became of all sound on its way to the caller, in samples, 8000 a second.
public struct SoundCounts: Sendable, Hashable, Codable {
    /// Received from the agent, or made here.
    public var received: Int
    /// Played on the telephone.
    public var played: Int
    /// Sent, and taken back or cut off before it was played.
    public var cleared: Int
    /// Never sent.
    public var dropped: Int

    /// Makes one.
    public init(received: Int, played: Int, cleared: Int, dropped: Int) {
        self.received = received
        self.played = played
        self.cleared = cleared
        self.dropped = dropped
    }
}
