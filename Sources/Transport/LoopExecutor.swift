import CLinux
import Glibc
import Synchronization

/// Where an event loop's jobs wait. They run on the loop's thread, between its sockets and its timers.
final class LoopExecutor: SerialExecutor {
    private enum Phase {
        case running
        /// The thread has gone. Jobs that come now are run by a thread started for them.
        case ended
    }

    private struct Inbox {
        var jobs: [UnownedJob] = []
        /// The thread waits in epoll or is about to: whoever brings a job rings the bell.
        var isAsleep = false
        var phase = Phase.running
        var lateThreadRuns = false
        /// Told when the loop has ended.
        var onEnd: [@Sendable () -> Void] = []
    }

    private let inbox = Mutex(Inbox())
    /// The `pthread_t` of the thread that is the loop; 0 for none.
    private let owner = Atomic<UInt>(0)
    private let bell: FileDescriptor

    init() throws(SystemError) {
        let number = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard number >= 0 else { throw SystemError(operation: "eventfd", code: errno) }
        bell = FileDescriptor(owning: number)
    }

    /// Becomes readable when a job came while the thread slept. Watched edge-triggered, it need never be read: the
    /// counter would overflow after 2^64 - 2 wake-ups.
    var bellDescriptor: Int32 { bell.number }

    // MARK: SerialExecutor

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let (wakes, startsThread) = inbox.withLock { inbox in
            inbox.jobs.append(job)
            switch inbox.phase {
            case .running:
                defer { inbox.isAsleep = false }
                return (inbox.isAsleep, false)
            case .ended:
                defer { inbox.lateThreadRuns = true }
                return (false, !inbox.lateThreadRuns)
            }
        }
        if wakes { ring() }
        if startsThread { startLateThread() }
    }

    func checkIsolated() {
        precondition(isOnOwnThread, "not on the event loop")
    }

    func isIsolatingCurrentContext() -> Bool? { isOnOwnThread }

    private var isOnOwnThread: Bool { owner.load(ordering: .relaxed) == UInt(pthread_self()) }

    // MARK: The thread

    /// The calling thread is the loop from now on.
    func adoptCurrentThread() { owner.store(UInt(pthread_self()), ordering: .relaxed) }

    /// Whether the thread may sleep: no job waits, and whoever brings one from now on wakes it.
    func prepareToSleep() -> Bool {
        inbox.withLock { inbox in
            inbox.isAsleep = inbox.jobs.isEmpty
            return inbox.isAsleep
        }
    }

    /// Exchanges the waiting jobs for an empty list, so that both keep their memory.
    func takeJobs(into jobs: inout [UnownedJob]) {
        inbox.withLock { inbox in
            inbox.isAsleep = false
            swap(&inbox.jobs, &jobs)
        }
    }

    /// Runs a job as the loop.
    func run(_ job: UnownedJob) { job.runSynchronously(on: asUnownedSerialExecutor()) }

    /// Ends the loop unless jobs wait; then they must be run first.
    func endIfIdle() -> Bool {
        inbox.withLock { inbox in
            guard inbox.jobs.isEmpty else { return false }
            inbox.phase = .ended
            owner.store(0, ordering: .relaxed)
            return true
        }
    }

    /// Tells those who wait for the end; the last thing the thread does.
    func announceEnd() {
        let waiting = inbox.withLock { inbox in
            defer { inbox.onEnd = [] }
            return inbox.onEnd
        }
        for tell in waiting { tell() }
    }

    /// Calls back once the loop has ended, at once if it has.
    func whenEnded(_ body: @escaping @Sendable () -> Void) {
        let hasEnded = inbox.withLock { inbox in
            switch inbox.phase {
            case .running:
                inbox.onEnd.append(body)
                return false
            case .ended:
                return true
            }
        }
        if hasEnded { body() }
    }
}

private extension LoopExecutor {
    func ring() {
        var one: UInt64 = 1
        while write(bell.number, &one, MemoryLayout<UInt64>.size) < 0, errno == EINTR {}
    }

    /// A task that comes home after the end would otherwise hang for ever. It finds its sockets closed, and ends.
    func startLateThread() {
        do {
            _ = try Thread(named: "loop-late") { self.runLateJobs() }
        } catch {
            // The next job tries again.
            inbox.withLock { $0.lateThreadRuns = false }
        }
    }

    func runLateJobs() {
        adoptCurrentThread()
        var jobs: [UnownedJob] = []
        while true {
            takeJobs(into: &jobs)
            for job in jobs { run(job) }
            jobs.removeAll(keepingCapacity: true)
            let isDone = inbox.withLock { inbox in
                guard inbox.jobs.isEmpty else { return false }
                inbox.lateThreadRuns = false
                owner.store(0, ordering: .relaxed)
                return true
            }
            if isDone { return }
        }
    }
}
