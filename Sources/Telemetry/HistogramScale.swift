/// Where a duration falls in a histogram: in units of 16 ns, 64 buckets to each doubling, each unit by itself below
/// 128 units (2 µs).
///
/// A bucket is thus at most 1/64 of its value wide. 26 doublings above 128 units reach 137 s, which covers 100 s.
enum HistogramScale {
    private static let longest = Duration.seconds(100)

    static func bucket(of duration: Duration) -> Int {
        let bounded = min(max(duration, .zero), longest).components
        let units = UInt64(bounded.seconds * 1_000_000_000 + bounded.attoseconds / 1_000_000_000) >> 4
        guard units >= 128 else { return Int(units) }
        // The leading one and the six bits after it: which doubling, and where in it.
        let doubling = 63 - units.leadingZeroBitCount - 6
        return doubling * 64 + Int(units >> UInt64(doubling))
    }

    static func upperEdge(of bucket: Int) -> Duration {
        guard bucket >= 128 else { return .nanoseconds((Int64(bucket) + 1) * 16) }
        let doubling = bucket / 64 - 1
        let within = Int64(bucket - doubling * 64)
        return .nanoseconds(((within + 1) << Int64(doubling)) * 16)
    }
}
