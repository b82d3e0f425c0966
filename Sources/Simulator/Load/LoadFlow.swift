import Telemetry

/// One direction of a call under load: when frames were sent, and how long each took to arrive.
///
/// Frames are matched by their order, which a relay keeps; one that it drops would make all that follow look early, so the
/// counts are compared at the end.
struct LoadFlow {
    /// Frames under way at once, at most; five seconds of them.
    private static let window = 256

    private var sentAt = [ContinuousClock.Instant](repeating: .now, count: window)
    /// Frames sent.
    private(set) var sent = 0
    /// Frames received.
    private(set) var received = 0
    /// Frames that took 20 ms or more: the next one was due before they came.
    private(set) var late = 0
    /// The longest that a frame took.
    private(set) var worst = Duration.zero

    mutating func sending(at now: ContinuousClock.Instant) {
        sentAt[sent % Self.window] = now
        sent += 1
    }

    mutating func arrived(at now: ContinuousClock.Instant, into histogram: Histogram) {
        guard received < sent else { return }
        let delay = now - sentAt[received % Self.window]
        received += 1
        histogram.record(delay)
        if delay >= .milliseconds(20) { late += 1 }
        if delay > worst { worst = delay }
    }
}
