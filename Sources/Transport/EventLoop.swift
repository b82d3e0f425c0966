/// One thread that waits for its sockets and timers and runs what belongs to them. Everything of a call lives on one.
///
/// A pass: wait in epoll, deliver readiness, fire timers, run jobs, write what was made ready, run the hooks.
public actor EventLoop {
    /// Names a timer so that it can be cancelled.
    public struct TimerID: Hashable, Sendable {
        let number: UInt64
    }

    nonisolated let executor: LoopExecutor

    /// Runs the actor's jobs on the loop's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The time at which the pass now running woke up, or the time of the last one.
    public internal(set) var passStart: ContinuousClock.Instant = .now

    /// Every socket is read into this.
    let readBuffer = ReadBuffer()
    /// What TLS opens.
    let openedBuffer = ReadBuffer()
    var epoll: Epoll
    var watchers = Watchers()
    var timers = Timers()
    /// Connections to be looked after at the end of the pass, and those being looked after; exchanged, never copied.
    var dirty: [Connection] = []
    var beingFlushed: [Connection] = []
    /// Jobs being run; exchanged with the executor's list.
    var jobs: [UnownedJob] = []
    var hooks: [() -> Void] = []
    /// Objects that tasks and other threads can name.
    var references = LoopReferences()
    var attachments: [ObjectIdentifier: AnyObject] = [:]
    /// Connections that are not known to rest; a timer looks at them while there are any.
    var stirring: [Connection] = []
    var phase = Phase.running

    enum Phase {
        case running
        /// The pass now running is the last; nothing new is watched.
        case stopping
        /// Sockets are closed; only jobs still run.
        case ended
    }

    init() throws(SystemError) {
        executor = try LoopExecutor()
        epoll = try Epoll()
        // 0xffff… is no key of a Watch: descriptors are positive.
        try epoll.add(executor.bellDescriptor, for: [.readable, .edgeTriggered], key: Self.bellKey)
    }

    /// Runs a closure on the loop and brings its value back.
    public func run<Value: Sendable>(_ body: @Sendable (isolated EventLoop) throws -> Value) rethrows -> Value {
        try body(self)
    }

    /// Runs a closure on the loop once the delay has passed, by the monotonic clock; never early, and late by a
    /// millisecond at most while the loop is idle. Timers of a loop that goes down never fire.
    @discardableResult
    public func schedule(after delay: Duration, _ body: @escaping () -> Void) -> TimerID {
        timers.add(at: .now + delay, body)
    }

    /// Forgets a timer; one that has fired or was cancelled before is no mistake.
    public func cancel(_ timer: TimerID) { timers.cancel(timer) }

    /// Runs a closure at the end of every pass, after all that the pass made ready has been written.
    public func afterFlush(_ body: @escaping () -> Void) { hooks.append(body) }

    /// Keeps one object of each type with the loop, for example its `CallHub`.
    public func attach<Object: AnyObject>(_ object: Object) { attachments[ObjectIdentifier(Object.self)] = object }

    /// The object of this type that was attached.
    public func attached<Object: AnyObject>(_ type: Object.Type = Object.self) -> Object? {
        attachments[ObjectIdentifier(type)] as? Object
    }
}
