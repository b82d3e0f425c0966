import Audio
import Calls
import ElevenLabs
import Telemetry
import Transport
import Twilio
import WebSocket

/// A call on its loop: two sockets around its ``CallCore``. It tells the core what happened and does as it is told.
final class CallSession: WebSocketDelegate {
    let environment: BridgeEnvironment
    let stream: WebSocketConnection
    let number: Int
    let hub: CallHub

    var core: CallCore
    var agent: WebSocketConnection?
    /// The outbox that is not in use, for the next turn.
    private var spareOutbox = CallOutbox()

    var start: StreamStart?
    var callID: RecordID?
    var isClaimed = false
    var dial: Task<Void, Never>?
    private var timer: (id: EventLoop.TimerID, deadline: ContinuousClock.Instant)?
    var log: Log

    init(_ stream: WebSocketConnection, number: Int, hub: CallHub, _ environment: BridgeEnvironment) {
        self.stream = stream
        self.number = number
        self.hub = hub
        self.environment = environment
        log = environment.log
        core = CallCore(
            limits: environment.settings.limits, holdSound: environment.settings.holdSound,
            canHangUp: environment.services.canEndCalls, at: environment.clock.now())
    }

    var now: ContinuousClock.Instant { environment.clock.now() }

    /// Starts the first deadline, and the pings where they are wanted.
    func begin(on loop: isolated EventLoop) {
        stream.keepAlive(environment.settings.streamKeepAlive, on: loop)
        rearm(on: loop)
    }

    /// Ends the call, for a reason at this end.
    func end(_ reason: CallEndReason, on loop: isolated EventLoop) {
        perform(core.machine.endRequested(reason, at: now), on: loop)
    }

    /// Lets the agent know something that it does not answer.
    func tell(_ words: String, on loop: isolated EventLoop) {
        perform(core.machine.contextCame(words), on: loop)
    }

    func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {
        if socket === stream {
            core.streamReceived(text, at: now)
        } else if socket === agent {
            core.agentReceived(text, queued: stream.queuedByteCount, at: now)
        }
        emptyOutbox(on: loop)
        rearm(on: loop)
    }

    func webSocket(_ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop) {
        let what = "a binary message of \(bytes.count) bytes"
        perform(
            socket === stream ? core.machine.streamNotUnderstood(what) : core.machine.agentNotUnderstood(what),
            on: loop)
    }

    func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {
        if socket === stream {
            perform(core.machine.streamCongested(isCongested, at: now), on: loop)
        } else if socket === agent {
            perform(core.machine.agentCongested(isCongested), on: loop)
        }
    }

    func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {
        if socket === stream {
            perform(core.machine.streamClosed(reason, at: now), on: loop)
        } else if socket === agent {
            agent = nil
            perform(core.machine.agentClosed(reason, at: now), on: loop)
        }
    }

    /// Carries out what the machine orders.
    func perform(_ actions: [CallAction], on loop: isolated EventLoop) {
        core.perform(actions, at: now)
        emptyOutbox(on: loop)
        rearm(on: loop)
    }

    /// Does what the core wants done. What is done may bring news, and with them more to do: that is done on the spot.
    private func emptyOutbox(on loop: isolated EventLoop) {
        guard !core.outbox.isEmpty else { return }
        var outbox = CallOutbox()
        swap(&outbox, &spareOutbox)
        swap(&outbox, &core.outbox)
        for item in outbox.items {
            switch item {
            case .toStream(let range, let isMedia):
                stream.send(text: outbox.bytes.span.extracting(range), on: loop)
                if isMedia { hub.relayedToCaller() }
            case .clearStream(let range):
                stream.send(text: outbox.bytes.span.extracting(range), on: loop)
                hub.clearedCaller()
            case .toAgent(let range, let isMedia):
                agent?.send(text: outbox.bytes.span.extracting(range), on: loop)
                if isMedia { hub.relayedToAgent() }
            case .action(let action):
                perform(action, on: loop)
            }
        }
        outbox.removeAll()
        swap(&outbox, &spareOutbox)
    }
}

// MARK: - Time

extension CallSession {
    /// Sees to it that the machine is asked in time. One timer a call: a deadline that has moved later, as with every frame,
    /// is found out when the timer fires.
    func rearm(on loop: isolated EventLoop) {
        guard let deadline = core.machine.nextDeadline else { return cancelTimer(on: loop) }
        if let timer, timer.deadline <= deadline { return }
        cancelTimer(on: loop)
        let id = loop.schedule(after: now.duration(to: deadline)) { [weak self] in
            self?.timerFired(on: loop)
        }
        timer = (id, deadline)
    }

    private func timerFired(on loop: isolated EventLoop) {
        timer = nil
        perform(core.machine.timerFired(at: now), on: loop)
    }

    private func cancelTimer(on loop: isolated EventLoop) {
        if let timer { loop.cancel(timer.id) }
        timer = nil
    }
}
