/// The thread's own part.
extension EventLoop {
    /// The key under which the executor's bell is watched.
    static let bellKey = UInt64.max

    /// As often as connections are looked after in one pass: what their delegates write in answer goes out at once, but
    /// two that answer each other without end must let the sockets have a turn.
    private static let flushRounds = 4

    /// Passes until the loop is stopped. Called once, on the loop's thread.
    func passUntilStopped() {
        while phase == .running { pass() }
        closeAll()
        repeat { runJobs() } while !executor.endIfIdle()
    }

    /// Makes the pass now running the last.
    func stop() {
        guard phase == .running else { return }
        phase = .stopping
    }

    private func pass() {
        let mayWait = executor.prepareToSleep() && dirty.isEmpty
        let count = epoll.wait(milliseconds: mayWait ? timeout() : 0)
        passStart = .now
        for index in 0..<count { deliver(epoll.event(at: index)) }
        fireTimers()
        runJobs()
        flush()
        for hook in hooks { hook() }
    }

    /// Milliseconds until the next timer, rounded up so that it is due when we wake; -1 for none.
    private func timeout() -> Int32 {
        guard let next = timers.next else { return -1 }
        let (seconds, attoseconds) = (next - .now).components
        guard seconds >= 0, attoseconds > 0 || seconds > 0 else { return 0 }
        // A day at most; the pass that wakes for nothing waits again.
        guard seconds < 86_400 else { return 86_400_000 }
        let perMillisecond: Int64 = 1_000_000_000_000_000
        return Int32(seconds) * 1000 + Int32((attoseconds + perMillisecond - 1) / perMillisecond)
    }

    private func deliver(_ event: (key: UInt64, readiness: Epoll.Readiness)) {
        // The bell only ends the wait. A watcher that an earlier event of this pass closed is no longer found.
        guard event.key != Self.bellKey, let watcher = watchers[Watch(key: event.key)] else { return }
        watcher.ready(event.readiness, on: self)
    }

    /// Those made meanwhile are due after `passStart`, so that a timer of no delay waits for the next pass.
    private func fireTimers() {
        while let body = timers.popDue(at: passStart) { body() }
    }

    /// Those that come meanwhile wait for the next pass.
    private func runJobs() {
        executor.takeJobs(into: &jobs)
        var index = 0
        while index < jobs.count {
            executor.run(jobs[index])
            index += 1
        }
        jobs.removeAll(keepingCapacity: true)
    }

    private func flush() {
        var round = 0
        while !dirty.isEmpty, round < Self.flushRounds {
            swap(&dirty, &beingFlushed)
            var index = 0
            while index < beingFlushed.count {
                beingFlushed[index].endPass(on: self)
                index += 1
            }
            beingFlushed.removeAll(keepingCapacity: true)
            round += 1
        }
    }

    /// Also what delegates do in answer, to its end.
    func flushAll() {
        while !dirty.isEmpty { flush() }
    }

    private func closeAll() {
        for watcher in watchers.all { watcher.loopWillEnd(on: self) }
        flushAll()
        phase = .ended
        timers = Timers()
        stirring = []
        hooks = []
        attachments = [:]
    }
}
