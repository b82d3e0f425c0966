import Glibc
import Synchronization
import Testing

@testable import Transport

@Suite struct EventLoopTests {
    @Test("timers fire in the order of their deadlines, never early, and not once cancelled")
    func timers() async throws {
        try await withLoops { group in
            let start = ContinuousClock.now
            let fired = await group.next().fired { loop, fire in
                loop.schedule(after: .milliseconds(30)) { fire("last") }
                loop.schedule(after: .milliseconds(10)) { fire("second") }
                let cancelled = loop.schedule(after: .milliseconds(15)) { fire("cancelled") }
                loop.schedule(after: .zero) { fire("first") }
                loop.cancel(cancelled)
            }
            #expect(fired == ["first", "second", "last"])
            #expect(ContinuousClock.now - start >= .milliseconds(30))
        }
    }

    @Test("a timer that always starts another of no delay leaves the loop its other work")
    func timersDoNotStarve() async throws {
        try await withLoops { group in
            let loop = group.next()
            await loop.run { loop in
                let again = Again()
                again.go(on: loop)
            }
            #expect(await loop.run { _ in 1 } == 1)
        }
    }

    @Test("jobs run in the order in which one thread brings them")
    func jobOrder() async throws {
        try await withLoops { group in
            let loop = group.next()
            let (numbers, continuation) = AsyncStream.makeStream(of: Int.self)
            for number in 0..<1000 {
                Task.immediate { await loop.run { _ in _ = continuation.yield(number) } }
            }
            var expected = 0
            for await number in numbers {
                #expect(number == expected)
                expected += 1
                if expected == 1000 { break }
            }
        }
    }

    @Test("many threads at once lose no job, and the loop runs one at a time")
    func manyThreads() async throws {
        try await withLoops { group in
            let loop = group.next()
            await loop.run { $0.attach(Counter()) }
            await withTaskGroup { tasks in
                for _ in 0..<50 {
                    tasks.addTask {
                        for _ in 0..<100 { await loop.run { $0.attached(Counter.self)?.value += 1 } }
                    }
                }
            }
            #expect(await loop.run { $0.attached(Counter.self)?.value } == 5000)
        }
    }

    @Test("run is on the loop's thread; @concurrent work leaves it and comes back")
    func concurrentWorkLeaves() async throws {
        try await withLoops { group in
            let loop = group.next()
            let threads = await loop.threadsOfATask()
            #expect(threads.before == threads.after)
            #expect(threads.before != threads.elsewhere)
            await loop.run { loop in loop.assertIsolated() }
        }
    }

    @Test("a synchronous callback on the thread counts as isolated")
    func assumedIsolation() async throws {
        try await withLoops { group in
            let loop = group.next()
            let isIsolated = await withCheckedContinuation { continuation in
                Task {
                    await loop.run { inner in
                        _ = inner.schedule(after: .zero) {
                            inner.assertIsolated()
                            continuation.resume(returning: loop.executor.isIsolatingCurrentContext() == true)
                        }
                    }
                }
            }
            #expect(isIsolated)
            #expect(loop.executor.isIsolatingCurrentContext() == false)
        }
    }

    @Test("hooks run at the end of a pass, after its bytes were written, and see one passStart")
    func hooks() async throws {
        try await withEchoServer { group, address in
            let loop = group.next()
            let remote = try await loop.dial(address)
            let (hooked, continuation) = AsyncStream.makeStream(of: Int.self)
            await remote.with { connection, loop in
                let start = loop.passStart
                loop.afterFlush {
                    if loop.passStart == start { continuation.yield(connection.queuedByteCount) }
                    continuation.finish()
                }
                connection.write([1, 2, 3].span, on: loop)
                #expect(connection.queuedByteCount == 3)
            }
            #expect(await hooked.first { _ in true } == 0)
        }
    }

    @Test("one object of each type stays with the loop")
    func attachments() async throws {
        try await withLoops(2) { group in
            await group.loops[0].run { loop in
                #expect(loop.attached(Counter.self) == nil)
                let counter = Counter()
                loop.attach(counter)
                #expect(loop.attached(Counter.self) === counter)
                #expect(loop.attached(Again.self) == nil)
            }
            await group.loops[1].run { loop in #expect(loop.attached(Counter.self) == nil) }
        }
    }

    @Test("a group hands its loops out in turn")
    func turns() async throws {
        try await withLoops(3) { group in
            let turns = (0..<6).map { _ in ObjectIdentifier(group.next()) }
            let inOrder = group.loops.map(ObjectIdentifier.init)
            #expect(turns == inOrder + inOrder)
        }
    }

    @Test("a task that comes home after the end still runs, on a loop that watches nothing")
    func lateTasks() async throws {
        let group = EventLoopGroup(count: 1)
        let loop = group.next()
        await group.shutDown()
        await group.shutDown()
        for _ in 0..<100 { #expect(await loop.run { _ in 7 } == 7) }
        await #expect(throws: ConnectError.self) {
            try await loop.dial(.loopback(port: 1))
        }
    }
}

private final class Counter { var value = 0 }

private final class Again {
    func go(on loop: isolated EventLoop) { loop.schedule(after: .zero) { self.go(on: loop) } }
}

private extension EventLoop {
    /// What fires, in order, until "last" does.
    func fired(_ schedule: @Sendable (isolated EventLoop, @escaping @Sendable (String) -> Void) -> Void) async
        -> [String]
    {
        let (names, continuation) = AsyncStream.makeStream(of: String.self)
        schedule(self) { continuation.yield($0) }
        var fired: [String] = []
        for await name in names {
            fired.append(name)
            if name == "last" { break }
        }
        return fired
    }

    /// As a server does for a request: a task on the loop that awaits a responder.
    func threadsOfATask() async -> (before: pthread_t, elsewhere: pthread_t, after: pthread_t) {
        await Task {
            let before = self.thread()
            let elsewhere = await respond()
            return (before, elsewhere, self.thread())
        }.value
    }

    func thread() -> pthread_t { pthread_self() }
}

@concurrent
private func respond() async -> pthread_t { currentThread() }

private func currentThread() -> pthread_t { pthread_self() }
