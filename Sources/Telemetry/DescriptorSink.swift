import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// Writes lines to a file descriptor from a queue of its own, so that a reader who stalls stalls nobody else.
///
/// Between the callers and the descriptor wait at most `capacity` lines; more are dropped, counted, and told of in a
/// line when there is room again.
public final class DescriptorSink: LogSink {
    /// Lines to standard error.
    public static let standardError = DescriptorSink(descriptor: STDERR_FILENO)

    private struct Backlog {
        var lines: [[UInt8]] = []
        var dropped = 0
        /// Whether a drain is on its way, which will see what is added meanwhile.
        var isDraining = false
    }

    private let descriptor: Int32
    private let capacity: Int
    private let backlog = Mutex(Backlog())
    private let queue = DispatchQueue(label: "voicebridge.log")

    /// A sink for an open descriptor, which stays the caller's to close. 4096 lines are about a megabyte at most.
    public init(descriptor: Int32, capacity: Int = 4096) {
        self.descriptor = descriptor
        self.capacity = capacity
    }

    /// Takes one line; it is written soon after.
    public func write(_ line: [UInt8]) {
        let mustStart = backlog.withLock { backlog in
            guard backlog.lines.count < capacity else {
                backlog.dropped += 1
                return false
            }
            backlog.lines.append(line)
            defer { backlog.isDraining = true }
            return !backlog.isDraining
        }
        if mustStart { queue.async { self.drain() } }
    }

    /// Waits until every line taken before is written, at most this long: for the last lines of a process.
    ///
    /// Returns whether they were. Blocks its thread; never call it from an event loop.
    @discardableResult
    public func flush(within limit: Duration = .seconds(1)) -> Bool {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        let milliseconds = limit.components.seconds * 1000 + limit.components.attoseconds / 1_000_000_000_000_000
        return done.wait(timeout: .now() + .milliseconds(Int(milliseconds))) == .success
    }

    private func drain() {
        while true {
            let (lines, dropped) = backlog.withLock { backlog in
                defer {
                    backlog.lines = []
                    backlog.dropped = 0
                }
                backlog.isDraining = !backlog.lines.isEmpty || backlog.dropped > 0
                return (backlog.lines, backlog.dropped)
            }
            if lines.isEmpty, dropped == 0 { return }
            // Lines that wait together are written together.
            write(bytes: lines.count == 1 ? lines[0] : Array(lines.joined()))
            if dropped > 0 { write(bytes: Self.report(dropped: dropped)) }
        }
    }

    private static func report(dropped: Int) -> [UInt8] {
        var line = LogLine.head(Date(), .warning, "log lines dropped")
        LogLine.append("count", "\(dropped)", to: &line)
        return line + [UInt8(ascii: "}"), UInt8(ascii: "\n")]
    }

    /// Writes it all, or gives up on a descriptor that takes no more: there is nobody left to tell.
    private func write(bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written < 0, errno == EAGAIN || errno == EWOULDBLOCK {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&waiting, 1, -1)
            } else if written < 0, errno == EINTR {
                continue
            } else {
                return
            }
        }
    }
}
