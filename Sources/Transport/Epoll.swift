import CLinux
import Glibc

/// The system's list of descriptors to wait for. Level-triggered: what is not taken is reported again.
struct Epoll: ~Copyable {
    /// What to wait for, and what came.
    struct Readiness: OptionSet {
        let rawValue: UInt32
        /// Bytes, a connection, or the peer's end.
        static let readable = Readiness(rawValue: EPOLLIN.rawValue)
        /// Room for more bytes, or connected.
        static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
        /// An error waits on the socket. Reported unasked.
        static let failed = Readiness(rawValue: EPOLLERR.rawValue)
        /// Both directions have ended. Reported unasked.
        static let hungUp = Readiness(rawValue: EPOLLHUP.rawValue)
        /// Only news is reported; not asked for by sockets.
        static let edgeTriggered = Readiness(rawValue: EPOLLET.rawValue)
    }

    /// As many events as one wait brings at most; the rest follow in the next, so that timers are not kept waiting.
    private static let capacity = 256

    private let descriptor: FileDescriptor
    private let events: UnsafeMutablePointer<epoll_event>

    init() throws(SystemError) {
        let number = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard number >= 0 else { throw SystemError(operation: "epoll_create1", code: errno) }
        descriptor = FileDescriptor(owning: number)
        events = .allocate(capacity: Self.capacity)
    }

    deinit { events.deallocate() }

    /// Adds a descriptor; its events will carry the key.
    func add(_ number: Int32, for interest: Readiness, key: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_ADD, number, interest, key)
    }

    /// Waits for something else on a descriptor.
    func change(_ number: Int32, to interest: Readiness, key: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_MOD, number, interest, key)
    }

    /// Forgets a descriptor. Events already fetched still carry its key.
    func remove(_ number: Int32) { try? control(EPOLL_CTL_DEL, number, [], 0) }

    /// Waits for events and says how many came; -1 waits for ever. A signal ends the wait with none.
    func wait(milliseconds: Int32) -> Int {
        let count = epoll_wait(descriptor.number, events, Int32(Self.capacity), milliseconds)
        if count < 0 {
            // EINTR is no failure: the pass goes on and waits again. The others are mistakes in the arguments.
            precondition(errno == EINTR, "epoll_wait: errno \(errno)")
            return 0
        }
        return Int(count)
    }

    /// An event of the last wait.
    func event(at index: Int) -> (key: UInt64, readiness: Readiness) {
        (events[index].data.u64, Readiness(rawValue: events[index].events))
    }

    private func control(_ operation: Int32, _ number: Int32, _ interest: Readiness, _ key: UInt64) throws(SystemError)
    {
        var event = epoll_event()
        event.events = interest.rawValue
        event.data.u64 = key
        guard epoll_ctl(descriptor.number, operation, number, &event) == 0 else {
            throw SystemError(operation: "epoll_ctl", code: errno)
        }
    }
}
