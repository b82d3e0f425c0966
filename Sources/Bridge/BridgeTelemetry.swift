import Synchronization
public import Telemetry

/// What the relay counts, over all loops; read it from anywhere.
public final class BridgeTelemetry: Sendable {
    /// The time the relay itself adds to a media frame: from the wake-up that brought it until it was handed to the system,
    /// as measured once for each pass of a loop that relayed any.
    public let relay = Histogram()
    /// From the wake-up that brought an agent's interruption until the `clear` for the caller was handed to the system.
    public let clear = Histogram()
    /// What peers did wrong: on the agents' sockets, and where the server was given the same counter, on its own.
    public let violations: Violations

    private let toAgent = Atomic<Int>(0)
    private let toCaller = Atomic<Int>(0)
    private let open = Atomic<Int>(0)

    /// Nothing counted yet. The log hears of what peers do wrong.
    public init(log: Log = .silent) { violations = Violations(log: log) }

    /// Media messages sent to agents.
    public var framesToAgent: Int { toAgent.load(ordering: .relaxed) }

    /// Media messages sent to callers.
    public var framesToCaller: Int { toCaller.load(ordering: .relaxed) }

    /// Streams that are open now, admitted or not.
    public var openStreams: Int { open.load(ordering: .relaxed) }

    func relayed(_ frames: RelayedFrames, within delay: Duration) {
        relay.record(delay, count: frames.toAgent + frames.toCaller)
        toAgent.wrappingAdd(frames.toAgent, ordering: .relaxed)
        toCaller.wrappingAdd(frames.toCaller, ordering: .relaxed)
    }

    func cleared(_ count: Int, within delay: Duration) { clear.record(delay, count: count) }

    func streamOpened() { open.wrappingAdd(1, ordering: .relaxed) }

    func streamEnded() { open.wrappingSubtract(1, ordering: .relaxed) }
}

/// Media messages that one pass of a loop sent on.
struct RelayedFrames {
    var toAgent = 0
    var toCaller = 0

    var isEmpty: Bool { toAgent + toCaller == 0 }
}
