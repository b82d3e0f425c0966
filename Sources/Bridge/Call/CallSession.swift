import Audio
import Calls
import ElevenLabs
import Telemetry
import Transport
import Twilio
import WebSocket

/// A call on its loop: two sockets and the machine that decides. It tells the machine what happened and does as it is told.
final class CallSession: WebSocketDelegate {
    let environment: BridgeEnvironment
    let stream: WebSocketConnection
    let number: Int
    let hub: CallHub

    var machine: CallStateMachine
    var agent: WebSocketConnection?
    var audio: AudioPath?
    var encoder: MediaStreamEncoder?
    /// Memory kept for the media messages that are sent: Base64 text, and the whole message.
    private var text: [UInt8] = []
    private var message: [UInt8] = []

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
        machine = CallStateMachine(
            limits: environment.settings.limits, canHangUp: environment.services.canEndCalls,
            at: environment.clock.now())
    }

    var now: ContinuousClock.Instant { environment.clock.now() }

    /// Starts the first deadline, and the pings where they are wanted.
    func begin(on loop: isolated EventLoop) {
        stream.keepAlive(environment.settings.streamKeepAlive, on: loop)
        rearm(on: loop)
    }

    /// Ends the call, for a reason at this end.
    func end(_ reason: CallEndReason, on loop: isolated EventLoop) {
        perform(machine.endRequested(reason, at: now), on: loop)
    }

    func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {
        if socket === stream {
            streamReceived(text, on: loop)
        } else if socket === agent {
            agentReceived(text, on: loop)
        }
    }

    func webSocket(_ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop) {
        let what = "a binary message of \(bytes.count) bytes"
        perform(
            socket === stream ? machine.streamNotUnderstood(what) : machine.agentNotUnderstood(what), on: loop)
    }

    func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {
        if socket === stream {
            perform(machine.streamCongested(isCongested, at: now), on: loop)
        } else if socket === agent {
            perform(machine.agentCongested(isCongested), on: loop)
        }
    }

    func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {
        if socket === stream {
            perform(machine.streamClosed(reason, at: now), on: loop)
        } else if socket === agent {
            agent = nil
            perform(machine.agentClosed(reason, at: now), on: loop)
        }
    }
}

// MARK: - What the caller sends

extension CallSession {
    private func streamReceived(_ text: Span<UInt8>, on loop: isolated EventLoop) {
        let message: MediaStreamMessage
        do throws(MediaStreamError) {
            message = try MediaStreamMessage(decoding: text)
        } catch {
            perform(machine.streamNotUnderstood("\(error)"), on: loop)
            return
        }
        switch message {
        case .media(let media): callerSent(media, of: text, on: loop)
        case .connected, .unrecognized: break
        case .start(let start): perform(machine.streamStarted(start, at: now), on: loop)
        case .dtmf(let digit): perform(machine.callerPressed(digit, at: now), on: loop)
        case .mark(let name): perform(machine.markReturned(name, at: now), on: loop)
        case .stop: perform(machine.streamStopped(at: now), on: loop)
        }
    }

    private func callerSent(_ media: MediaStreamMessage.Media, of text: Span<UInt8>, on loop: isolated EventLoop) {
        // Twilio sends the outbound track on one-way streams only.
        guard media.isInbound else { return }
        guard media.payloadIsEscaped else {
            callerSent(text.extracting(media.payload), on: loop)
            return
        }
        // Twilio has not been seen to escape anything: this may allocate.
        var unescaped: [UInt8] = []
        guard Base64Text.removeEscapes(text.extracting(media.payload), into: &unescaped) else {
            return perform(machine.streamNotUnderstood("media.payload is no Base64"), on: loop)
        }
        callerSent(unescaped.span, on: loop)
    }

    private func callerSent(_ payload: Span<UInt8>, on loop: isolated EventLoop) {
        switch machine.callerSent(payload, at: now) {
        case .toAgent: relayToAgent(payload, on: loop)
        case .held, .dropped: break
        }
    }

    func relayToAgent(_ payload: Span<UInt8>, on loop: isolated EventLoop) {
        guard let agent, audio != nil else { return }
        var (text, message) = takeBuffers()
        defer { (self.text, self.message) = (text, message) }
        switch audio!.toAgent.convert(payload, into: &text) {
        case .unchanged:
            ClientMessage.appendUserAudio(payload: payload, into: &message)
        case .converted:
            ClientMessage.appendUserAudio(payload: text.span, into: &message)
        case .nothing:
            return
        case .malformed:
            return perform(machine.callerFrameUnreadable(), on: loop)
        }
        agent.send(text: message.span, on: loop)
        hub.relayedToAgent()
    }
}

// MARK: - What the agent sends

extension CallSession {
    private func agentReceived(_ text: Span<UInt8>, on loop: isolated EventLoop) {
        let event: ConversationEvent
        do throws(ConversationError) {
            event = try ConversationEvent(decoding: text)
        } catch {
            perform(machine.agentNotUnderstood("\(error)"), on: loop)
            return
        }
        if case .audio(let audio) = event {
            agentSent(audio, of: text, on: loop)
        } else {
            perform(machine.agentSaid(event, at: now), on: loop)
        }
    }

    private func agentSent(_ sound: ConversationEvent.Audio, of text: Span<UInt8>, on loop: isolated EventLoop) {
        let verdict = machine.agentSent(
            eventID: sound.eventID, isEmpty: sound.payload.isEmpty, queued: stream.queuedByteCount)
        switch verdict {
        case .dropped: return
        case .overflow: return perform(machine.streamOverflowed(at: now), on: loop)
        case .toCallerAsNewResponse: perform(machine.responseEnded(), on: loop)
        case .toCaller: break
        }
        audio?.toCaller.begin(eventID: sound.eventID)
        if sound.payloadIsEscaped {
            // Rare, and so it may allocate.
            var unescaped: [UInt8] = []
            if Base64Text.removeEscapes(text.extracting(sound.payload), into: &unescaped) {
                relayToCaller(unescaped.span, on: loop)
            } else {
                perform(machine.agentFrameUnreadable(), on: loop)
            }
        } else {
            relayToCaller(text.extracting(sound.payload), on: loop)
        }
        if sound.isFinal { perform(machine.responseEnded(), on: loop) }
    }

    private func relayToCaller(_ payload: Span<UInt8>, on loop: isolated EventLoop) {
        var rest = payload
        while !rest.isEmpty {
            let length = min(rest.count, AudioPath.pieceLength)
            relayPieceToCaller(rest.extracting(first: length), on: loop)
            rest = rest.extracting(droppingFirst: length)
        }
    }

    private func relayPieceToCaller(_ piece: Span<UInt8>, on loop: isolated EventLoop) {
        guard let encoder, audio != nil else { return }
        var (text, message) = takeBuffers()
        defer { (self.text, self.message) = (text, message) }
        machine.receivedFromAgent(byteCount: audio!.toCaller.outputByteCount(of: piece))
        switch audio!.toCaller.convert(piece, into: &text) {
        case .unchanged:
            encoder.appendMedia(payload: piece, into: &message)
        case .converted:
            encoder.appendMedia(payload: text.span, into: &message)
        case .nothing:
            return
        case .malformed:
            return perform(machine.agentFrameUnreadable(), on: loop)
        }
        sendMedia(message.span, on: loop)
    }

    /// Sends the caller the end of a response and the mark after it.
    func finishResponse(mark: String, on loop: isolated EventLoop) {
        guard let encoder, audio != nil else { return }
        var (text, message) = takeBuffers()
        defer { (self.text, self.message) = (text, message) }
        if audio!.toCaller.finish(into: &text) == .converted {
            encoder.appendMedia(payload: text.span, into: &message)
            sendMedia(message.span, on: loop)
        }
        stream.sendText(on: loop) { encoder.appendMark(name: mark, into: &$0) }
        machine.responseFinished(mark: mark)
    }

    private func sendMedia(_ message: Span<UInt8>, on loop: isolated EventLoop) {
        stream.send(text: message, on: loop)
        machine.sentToCaller(byteCount: audio?.toCaller.byteCount ?? 0, at: now)
        hub.relayedToCaller()
    }

    /// Lends the buffers out, empty: what is called meanwhile may come back to this object.
    private func takeBuffers() -> (text: [UInt8], message: [UInt8]) {
        var taken: (text: [UInt8], message: [UInt8]) = ([], [])
        swap(&taken.text, &text)
        swap(&taken.message, &message)
        taken.text.removeAll(keepingCapacity: true)
        taken.message.removeAll(keepingCapacity: true)
        return taken
    }
}

// MARK: - Time

extension CallSession {
    /// Sees to it that the machine is asked in time. One timer a call: a deadline that has moved later, as with every frame,
    /// is found out when the timer fires.
    func rearm(on loop: isolated EventLoop) {
        guard let deadline = machine.nextDeadline else { return cancelTimer(on: loop) }
        if let timer, timer.deadline <= deadline { return }
        cancelTimer(on: loop)
        let id = loop.schedule(after: now.duration(to: deadline)) { [weak self] in
            self?.timerFired(on: loop)
        }
        timer = (id, deadline)
    }

    private func timerFired(on loop: isolated EventLoop) {
        timer = nil
        perform(machine.timerFired(at: now), on: loop)
    }

    private func cancelTimer(on loop: isolated EventLoop) {
        if let timer { loop.cancel(timer.id) }
        timer = nil
    }
}
