public import FoundationEssentials

/// The time, as an input.
public struct APIClock: Sendable {
    /// For what expires; no jump of the wall clock moves it.
    public var now: @Sendable () -> ContinuousClock.Instant
    /// For the call log.
    public var date: @Sendable () -> Date
    /// Waits; not to the end where the task is cancelled.
    public var sleep: @Sendable (Duration) async -> Void

    /// Makes a clock.
    public init(
        now: @escaping @Sendable () -> ContinuousClock.Instant, date: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.now = now
        self.date = date
        self.sleep = sleep
    }

    /// The system's.
    public static let system = APIClock(now: { .now }, date: { Date() })
}
