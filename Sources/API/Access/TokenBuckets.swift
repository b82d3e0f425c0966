import Synchronization

/// A bucket of tokens for each key: everything costs one, and they come back at a steady rate.
///
/// A bucket is one instant, that at which it will be full again (the "virtual scheduling" of ITU-T I.371, A.2): what was
/// not asked for long is full, and need not be kept.
final class TokenBuckets<Key: Hashable & Sendable>: Sendable {
    private let capacity: Int
    private let interval: Duration
    private let limit: Int
    private let fullAt = Mutex<[Key: ContinuousClock.Instant]>([:])

    /// - Parameters:
    ///   - capacity: tokens of a full bucket.
    ///   - interval: how long it takes for one to come back.
    ///   - limit: buckets that are kept. Beyond it the fullest is forgotten, who loses least by it.
    init(capacity: Int, interval: Duration, limit: Int = 4096) {
        self.capacity = capacity
        self.interval = interval
        self.limit = limit
    }

    /// Takes a token; returns how long to wait where there is none.
    func take(_ key: Key, at now: ContinuousClock.Instant) -> Duration? {
        fullAt.withLock { fullAt in
            let full = max(fullAt[key] ?? now, now)
            if let wait = wait(full, now) { return wait }
            if fullAt[key] == nil, fullAt.count >= limit { Self.makeRoom(in: &fullAt, limit, now) }
            fullAt[key] = full + interval
            return nil
        }
    }

    /// How long until there is a token; `nil` where there is one.
    func wait(_ key: Key, at now: ContinuousClock.Instant) -> Duration? {
        fullAt.withLock { wait(max($0[key] ?? now, now), now) }
    }

    private func wait(_ full: ContinuousClock.Instant, _ now: ContinuousClock.Instant) -> Duration? {
        let missing = full - now - interval * (capacity - 1)
        return missing > .zero ? missing : nil
    }

    private static func makeRoom(
        in fullAt: inout [Key: ContinuousClock.Instant], _ limit: Int, _ now: ContinuousClock.Instant
    ) {
        fullAt = fullAt.filter { $0.value > now }
        guard fullAt.count >= limit, let fullest = fullAt.min(by: { $0.value < $1.value }) else { return }
        fullAt[fullest.key] = nil
    }
}
