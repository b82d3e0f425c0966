import Synchronization

/// Counts durations in buckets less than two per cent wide, 1 µs to 100 s; adding allocates nothing and takes no lock.
///
/// Safe from any thread. What is read while others write is a moment's view: each count is whole, their sum may be a
/// few behind.
public final class Histogram: Sendable {
    private let counters = InlineArray<1792, Atomic<Int>> { _ in Atomic(0) }

    /// Nothing counted yet.
    public init() {}

    /// Counts one duration, or `count` of the same length.
    ///
    /// Less than a microsecond is told apart in steps of 16 ns; less than zero counts as zero, more than 100 s as the
    /// last bucket.
    public func record(_ duration: Duration, count: Int = 1) {
        counters[HistogramScale.bucket(of: duration)].wrappingAdd(count, ordering: .relaxed)
    }

    /// How many were counted.
    public var count: Int {
        var sum = 0
        for bucket in counters.indices { sum += counters[bucket].load(ordering: .relaxed) }
        return sum
    }

    /// The duration that this share, 0 to 1, of all stays at or below; zero where nothing was counted.
    ///
    /// It is the upper edge of a bucket, so at most two per cent too long.
    public func quantile(_ share: Double) -> Duration {
        let total = count
        guard total > 0 else { return .zero }
        let wanted = max(1, Int((Double(total) * min(max(share, 0), 1)).rounded(.up)))
        var seen = 0
        var last = 0
        for bucket in counters.indices {
            let here = counters[bucket].load(ordering: .relaxed)
            if here > 0 { last = bucket }
            seen += here
            if seen >= wanted { break }
        }
        return HistogramScale.upperEdge(of: last)
    }

    /// Forgets everything counted. What is added meanwhile may or may not be forgotten with it.
    public func reset() {
        for bucket in counters.indices { counters[bucket].store(0, ordering: .relaxed) }
    }
}
