/// One thread that waits for its sockets and timers and runs what belongs to them. Everything of a call lives on one.
public actor EventLoop {
    /// Names a timer so that it can be cancelled.
    public struct TimerID: Hashable, Sendable {
        let number: UInt64
    }

    /// The time at which the pass now running woke up, or the time of the last one.
    public var passStart: ContinuousClock.Instant { fatalError("stub") }

    /// Runs a closure on the loop and brings its value back.
    public func run<Value: Sendable>(_ body: @Sendable (isolated EventLoop) throws -> Value) rethrows -> Value {
        try body(self)
    }

    /// Runs a closure on the loop once the delay has passed, by the monotonic clock.
    @discardableResult
    public func schedule(after delay: Duration, _ body: @escaping () -> Void) -> TimerID { fatalError("stub") }

    /// Forgets a timer; one that has fired or was cancelled before is no mistake.
    public func cancel(_ timer: TimerID) { fatalError("stub") }

    /// Runs a closure at the end of every pass, after all that the pass made ready has been written.
    public func afterFlush(_ body: @escaping () -> Void) { fatalError("stub") }

    /// Keeps one object of each type with the loop, for example its `CallHub`.
    public func attach<Object: AnyObject>(_ object: Object) { fatalError("stub") }

    /// The object of this type that was attached.
    public func attached<Object: AnyObject>(_ type: Object.Type = Object.self) -> Object? { fatalError("stub") }
}
