/// What a load run found.
public struct LoadReport: Hashable, Sendable, Encodable {
    /// Calls at once.
    public var calls: Int
    /// How long frames were counted, in seconds.
    public var seconds: Double
    /// Frames that arrived, both ways together.
    public var frames: Int
    /// Frames sent that never arrived.
    public var lost: Int
    /// Frames that took 20 ms or more.
    public var late: Int
    /// Calls whose socket the relay closed.
    public var cut: Int
    /// From sending a frame to its arrival at the other side, in milliseconds: median. The load's own work is in it.
    public var delayP50: Double
    /// The same, at the 99th percentile.
    public var delayP99: Double
    /// The same, the longest.
    public var delayMaximum: Double
    /// Interruptions, and how many of them a `clear` followed.
    public var interruptions: Int
    /// The same.
    public var clears: Int
    /// From an agent's interruption to the `clear` at the caller's side, in milliseconds: median.
    public var clearDelayP50: Double
    /// The same, at the 99th percentile.
    public var clearDelayP99: Double
    /// The relay's CPU time in user mode for each frame round trip (one frame each way), in microseconds.
    public var userMicrosecondsPerRoundTrip: Double?
    /// Its CPU time in the kernel for the same.
    public var systemMicrosecondsPerRoundTrip: Double?
    /// Heap allocations of the relay for each frame, where they were counted.
    public var allocationsPerFrame: Double?
}
