import Glibc
import Synchronization

/// The loops of a process.
public final class EventLoopGroup: Sendable {
    /// All loops, in order.
    public let loops: [EventLoop]
    private let threads: [Thread]
    private let turn = Atomic<Int>(0)

    /// Starts loops, one thread each; by default one for each core. A group must be shut down to end its threads.
    ///
    /// A process that cannot have these few descriptors and threads ends here: it could not serve anybody.
    public init(count: Int? = nil) {
        let count = count ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))
        // A peer that has gone is an error of `send`, not a signal that ends the process.
        signal(SIGPIPE, SIG_IGN)
        do throws(SystemError) {
            let loops = try Self.makeLoops(max(count, 1))
            threads = try Self.startThreads(for: loops)
            self.loops = loops
        } catch {
            fatalError("no event loop can be made: \(error.operation), errno \(error.code)")
        }
    }

    /// The loops in turn.
    public func next() -> EventLoop {
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: turn) % UInt(loops.count))]
    }

    /// Closes every socket, ends every thread and returns when they have ended.
    ///
    /// Delegates hear that their connection has ended. Tasks that come back to a loop later still run, and find it down.
    public func shutDown() async {
        for loop in loops { await loop.stop() }
        for loop in loops {
            await withCheckedContinuation { continuation in
                loop.executor.whenEnded { continuation.resume() }
            }
        }
        for thread in threads { thread.join() }
    }

    private static func makeLoops(_ count: Int) throws(SystemError) -> [EventLoop] {
        var loops: [EventLoop] = []
        for _ in 0..<count { loops.append(try EventLoop()) }
        return loops
    }

    private static func startThreads(for loops: [EventLoop]) throws(SystemError) -> [Thread] {
        var threads: [Thread] = []
        for (index, loop) in loops.enumerated() {
            let thread = try Thread(named: "loop-\(index)") {
                loop.executor.adoptCurrentThread()
                loop.assumeIsolated { $0.passUntilStopped() }
                loop.executor.announceEnd()
            }
            threads.append(thread)
        }
        return threads
    }
}
