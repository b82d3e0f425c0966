public import FoundationEssentials

/// The time, as an input.
public struct APIClock: Sendable {
    /// For what expires; no jump of the wall clock moves it.
    public var now: @Sendable () -> ContinuousClock.Instant
    /// For the call log.
    public var date: @Sendable () -> Date

    /// Makes a clock.
    public init(now: @escaping @Sendable () -> ContinuousClock.Instant, date: @escaping @Sendable () -> Date) {
        self.now = now
        self.date = date
    }

    /// The system's.
    public static let system = APIClock(now: { .now }, date: { Date() })
}
