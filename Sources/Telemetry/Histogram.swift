/// Counts durations in buckets a few per cent wide; adding allocates nothing and takes no lock.
public final class Histogram: Sendable {
    /// Nothing counted yet.
    public init() {}

    /// Counts one duration, or `count` of the same length.
    public func record(_ duration: Duration, count: Int = 1) {}

    /// How many were counted.
    public var count: Int { 0 }

    /// The duration that this share, 0 to 1, of all stays at or below; zero where nothing was counted.
    public func quantile(_ share: Double) -> Duration { .zero }
}
