import Calls
import Transport

/// The calls of one loop, attached to it.
final class CallHub {
    private let environment: BridgeEnvironment
    private var sessions: [Int: CallSession] = [:]
    private var lastNumber = 0
    private var relayed = RelayedFrames()

    private init(_ environment: BridgeEnvironment) {
        self.environment = environment
    }

    /// The hub of this loop; made when its first stream comes.
    static func of(_ loop: isolated EventLoop, _ environment: BridgeEnvironment) -> CallHub {
        if let hub = loop.attached(CallHub.self) { return hub }
        let hub = CallHub(environment)
        loop.attach(hub)
        loop.afterFlush { [unowned hub] in
            _ = loop
            hub.passEnded(startedAt: loop.passStart)
        }
        return hub
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

    /// Ends a call, if it is still here.
    func end(_ number: Int, _ reason: CallEndReason, on loop: isolated EventLoop) {
        sessions[number]?.end(reason, on: loop)
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

    private func passEnded(startedAt start: ContinuousClock.Instant) {
        guard !relayed.isEmpty else { return }
        environment.telemetry.relayed(relayed, within: start.duration(to: .now))
        relayed = RelayedFrames()
    }
}
