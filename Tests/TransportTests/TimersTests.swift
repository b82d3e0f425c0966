import TestSupport
import Testing

@testable import Transport

@Suite struct TimersTests {
    private let start = ContinuousClock.now

    @Test("timers come due in the order of their deadlines, and those of one instant in the order they were made")
    func order() {
        var timers = Timers()
        let log = Log()
        for (delay, name) in [(30, "c"), (10, "a1"), (20, "b"), (10, "a2"), (40, "d")] {
            _ = timers.add(at: start + .milliseconds(delay)) { log.names.append(name) }
        }
        #expect(timers.next == start + .milliseconds(10))
        while let body = timers.popDue(at: start + .milliseconds(30)) { body() }
        #expect(log.names == ["a1", "a2", "b", "c"])
        #expect(timers.next == start + .milliseconds(40))
    }

    @Test("a cancelled timer is gone, and lets go of what its closure holds")
    func cancelling() {
        var timers = Timers()
        var held: Log? = Log()
        weak let watched = held
        let timer = timers.add(at: start) { [held] in held?.names.append("fired") }
        held = nil
        #expect(watched != nil)
        timers.cancel(timer)
        #expect(watched == nil)
        #expect(timers.count == 0)
        #expect(timers.popDue(at: start + .seconds(1)) == nil)
    }

    @Test("cancelling one that has fired leaves its successor in the same place alone")
    func staleCancel() throws {
        var timers = Timers()
        let first = timers.add(at: start) {}
        _ = timers.popDue(at: start)
        let second = timers.add(at: start) {}
        #expect(first != second)
        timers.cancel(first)
        #expect(timers.count == 1)
        timers.cancel(second)
        timers.cancel(second)
        #expect(timers.count == 0)
    }

    @Test("any order of adding and cancelling fires the rest in order")
    func random() {
        for seed in UInt64(0)..<50 {
            var generator = SeededGenerator(seed: seed)
            var timers = Timers()
            let log = Log()
            var expected: [(delay: Int, number: Int)] = []
            var ids: [EventLoop.TimerID] = []
            for number in 0..<200 {
                let delay = Int.random(in: 0..<100, using: &generator)
                expected.append((delay, number))
                ids.append(timers.add(at: start + .milliseconds(delay)) { log.numbers.append(number) })
            }
            for _ in 0..<100 {
                let number = Int.random(in: 0..<200, using: &generator)
                timers.cancel(ids[number])
                expected.removeAll { $0.number == number }
            }
            while let body = timers.popDue(at: start + .seconds(1)) { body() }
            let inOrder = expected.sorted { ($0.delay, $0.number) < ($1.delay, $1.number) }.map(\.number)
            #expect(log.numbers == inOrder, "seed \(seed)")
        }
    }
}

private final class Log {
    var names: [String] = []
    var numbers: [Int] = []
}
