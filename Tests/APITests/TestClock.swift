import FoundationEssentials
import Synchronization

@testable import API

/// A clock that stands still until the test moves it: Monday, 16 March 2026, 10:00:00 UTC.
final class TestClock: Sendable {
    static let start = Date(timeIntervalSince1970: 1_773_655_200)

    private let elapsed = Mutex(Duration.zero)
    private let instant = ContinuousClock.now

    func advance(by duration: Duration) { elapsed.withLock { $0 += duration } }

    var api: APIClock {
        APIClock(
            now: { self.instant + self.elapsed.withLock { $0 } },
            date: { Self.start + Double(self.elapsed.withLock { $0 }.components.seconds) },
            // Whoever waits moves it.
            sleep: { length in
                self.advance(by: length)
                await Task.yield()
            })
    }
}
