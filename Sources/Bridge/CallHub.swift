import Calls
import Transport

/// The calls of one acceptor on one loop.
final class CallHub {
    private let environment: BridgeEnvironment
    private var sessions: [Int: CallSession] = [:]
    private var lastNumber = 0
    private var relayed = RelayedFrames()
    private var clears = 0

    private init(_ environment: BridgeEnvironment) {
        self.environment = environment
    }

    /// The hub on this loop for calls in this environment; made when the first stream comes.
    static func of(_ environment: BridgeEnvironment, on loop: isolated EventLoop) -> CallHub {
        let hubs = CallHubs.on(loop)
        if let hub = hubs[environment.telemetry] { return hub }
        let hub = CallHub(environment)
        hubs[environment.telemetry] = hub
        loop.afterFlush { hub.passEnded(startedAt: loop.passStart) }
        return hub
    }

    /// How to end a call from anywhere: hops to its loop, and finds nothing there once the call is over.
    static func hangUp(
        _ number: Int, _ environment: BridgeEnvironment, on loop: isolated EventLoop
    ) -> @Sendable (CallEndReason) async -> Void {
        let telemetry = environment.telemetry
        return { [loop] reason in
            await loop.run { loop in CallHubs.on(loop)[telemetry]?.sessions[number]?.end(reason, on: loop) }
        }
    }

    /// How to let a call's agent know something, from anywhere.
    static func tell(
        _ number: Int, _ environment: BridgeEnvironment, on loop: isolated EventLoop
    ) -> @Sendable (String) async -> Void {
        let telemetry = environment.telemetry
        return { [loop] words in
            await loop.run { loop in CallHubs.on(loop)[telemetry]?.sessions[number]?.tell(words, on: loop) }
        }
    }

    /// Takes a media socket in.
    func accept(_ socket: WebSocketConnection, on loop: isolated EventLoop) {
        lastNumber += 1
        environment.telemetry.streamOpened()
        let session = CallSession(socket, number: lastNumber, hub: self, environment)
        sessions[lastNumber] = session
        socket.delegate = session
        session.begin(on: loop)
    }

    /// A call is over.
    func remove(_ number: Int) {
        guard sessions.removeValue(forKey: number) != nil else { return }
        environment.telemetry.streamEnded()
    }

    /// A frame went to an agent.
    func relayedToAgent() { relayed.toAgent += 1 }

    /// A frame went to a caller.
    func relayedToCaller() { relayed.toCaller += 1 }

    /// What a caller had still to hear was cleared.
    func clearedCaller() { clears += 1 }

    private func passEnded(startedAt start: ContinuousClock.Instant) {
        guard !relayed.isEmpty || clears > 0 else { return }
        let delay = start.duration(to: .now)
        environment.telemetry.relayed(relayed, within: delay)
        environment.telemetry.cleared(clears, within: delay)
        relayed = RelayedFrames()
        clears = 0
    }
}

/// The hubs of one loop, attached to it: more than one where several bridges share their loops, as in tests. Each is known
/// by what it counts into.
private final class CallHubs {
    private var hubs: [ObjectIdentifier: CallHub] = [:]

    static func on(_ loop: isolated EventLoop) -> CallHubs {
        if let hubs = loop.attached(CallHubs.self) { return hubs }
        let hubs = CallHubs()
        loop.attach(hubs)
        return hubs
    }

    subscript(telemetry: BridgeTelemetry) -> CallHub? {
        get { hubs[ObjectIdentifier(telemetry)] }
        set { hubs[ObjectIdentifier(telemetry)] = newValue }
    }
}
