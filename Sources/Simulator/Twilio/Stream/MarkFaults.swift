/// What goes wrong with the marks that a simulated Twilio echoes. The sound is played as ever.
public struct MarkFaults: Hashable, Sendable {
    /// Marks come so much later than the sound before them was heard; how much, the seed decides for each.
    public var delay: ClosedRange<Duration>
    /// Of so many marks one is never echoed; which one, the seed decides. `nil` for none.
    public var lossEvery: Int?
    /// Whether each two marks change places: the second comes back before the first, which waits half a second for it at most.
    public var swapsPairs: Bool
    /// The same seed does the same.
    public var seed: UInt64

    /// Makes faults; by default there are none.
    public init(
        delay: ClosedRange<Duration> = .zero ... .zero, lossEvery: Int? = nil, swapsPairs: Bool = false,
        seed: UInt64 = 1
    ) {
        self.delay = delay
        self.lossEvery = lossEvery.map { max(1, $0) }
        self.swapsPairs = swapsPairs
        self.seed = seed
    }
}
