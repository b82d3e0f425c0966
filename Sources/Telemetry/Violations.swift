import Synchronization

/// Counts what peers do wrong, by kind, and logs each kind at most once a second: a flood of them must not become a flood
/// of lines.
///
/// Safe from any thread. A kind is a word of our own, such as `http_missing_host`, never one that a peer sent.
public final class Violations: Sendable {
    private struct Tally {
        var count = 0
        /// Those not yet told of in a line.
        var untold = 0
        var lastLine: ContinuousClock.Instant?

        /// Counts one and says how many a line is to tell of, where one is due.
        mutating func note(at now: ContinuousClock.Instant, interval: Duration) -> Int? {
            count += 1
            untold += 1
            if let lastLine, now - lastLine < interval { return nil }
            lastLine = now
            defer { untold = 0 }
            return untold
        }
    }

    private let log: Log
    private let interval: Duration
    private let tallies = Mutex<[String: Tally]>([:])

    /// Nothing counted yet. Lines about one kind are at least `interval` apart.
    public init(log: Log = .silent, interval: Duration = .seconds(1)) {
        self.log = log
        self.interval = interval
    }

    /// Counts one. The first of its kind is logged at once; later ones with the next line that is due, as its `count`.
    /// - Parameter peer: the address it came from, without its port.
    public func record(_ kind: String, by peer: String, at now: ContinuousClock.Instant) {
        let told = tallies.withLock { tallies in
            tallies[kind, default: Tally()].note(at: now, interval: interval)
        }
        guard let told else { return }
        log.warning("peer broke the rules", ("kind", kind), ("count", "\(told)"), ("peer", peer))
    }

    /// How many of this kind there were.
    public func count(of kind: String) -> Int { tallies.withLock { $0[kind]?.count ?? 0 } }

    /// How many there were of each kind that occurred.
    public var counts: [String: Int] { tallies.withLock { $0.mapValues(\.count) } }
}
