import Testing
import Transport

@testable import Simulator

@Suite("One timer for all that moves every 20 ms", .timeLimit(.minutes(1)))
struct TickClockTests {
    /// Notes when it is ticked, leaves after so many ticks, and then says so.
    private final class Counter: Ticking {
        private(set) var ticks: [ContinuousClock.Instant] = []
        private let limit: Int
        private let whenDone: () -> Void

        init(limit: Int, whenDone: @escaping () -> Void) {
            self.limit = limit
            self.whenDone = whenDone
        }

        func tick(on loop: isolated EventLoop) {
            ticks.append(.now)
            guard ticks.count == limit else { return }
            TickClock.of(loop).remove(self, on: loop)
            whenDone()
        }
    }

    /// Ticks counters to their limits and returns how often each was ticked, and how long that took.
    private func run(
        limits: [Int], on loop: isolated EventLoop
    ) async -> [(count: Int, length: Duration)] {
        var counters: [Counter] = []
        let start = ContinuousClock.now
        await withCheckedContinuation { continuation in
            var left = limits.count
            counters = limits.map { limit in
                Counter(limit: limit) {
                    left -= 1
                    if left == 0 { continuation.resume() }
                }
            }
            for counter in counters { TickClock.of(loop).add(counter, on: loop) }
        }
        return counters.map { ($0.ticks.count, ($0.ticks.last ?? start) - start) }
    }

    @Test("every member is ticked every 20 ms, never sooner, until it leaves")
    func ticks() async {
        let group = EventLoopGroup(count: 1)
        let limits = [20, 1, 10, 10, 15] + [Int](repeating: 12, count: 30)
        let runs = await run(limits: limits, on: group.next())
        #expect(runs.map(\.count) == limits)
        for (run, limit) in zip(runs, limits) {
            #expect(run.length >= .milliseconds(20) * (limit - 1))
        }
        await group.shutDown()
    }

    @Test("a clock that has emptied starts afresh")
    func again() async {
        let group = EventLoopGroup(count: 1)
        let loop = group.next()
        #expect(await run(limits: [3], on: loop).map(\.count) == [3])
        #expect(await run(limits: [3, 4], on: loop).map(\.count) == [3, 4])
        await group.shutDown()
    }
}
