import Audio
import Calls
import ElevenLabs
import Telemetry
import Transport
import Twilio
import WebSocket

extension CallSession {
    /// Carries out what the machine orders, and looks after its next deadline.
    func perform(_ actions: [CallAction], on loop: isolated EventLoop) {
        for action in actions { perform(action, on: loop) }
        rearm(on: loop)
    }

    private func perform(_ action: CallAction, on loop: isolated EventLoop) {
        switch action {
        case .judge(let start):
            judge(start, on: loop)
        case .dialAgent(let agentID):
            dialAgent(agentID, on: loop)
        case .cancelDial:
            dial?.cancel()
        case .sendInitiation(let variables):
            agent?.sendText(on: loop) { ClientMessage.appendInitiation(dynamicVariables: variables, into: &$0) }
        case .openAudio(let agentHears, let agentSpeaks):
            audio = AudioPath(agentHears: agentHears, agentSpeaks: agentSpeaks)
        case .sendHeld(let held):
            for frame in held.frames { relayToAgent(frame.span, on: loop) }
        case .sendPong(let eventID):
            agent?.sendText(on: loop) { ClientMessage.appendPong(eventID: eventID, into: &$0) }
        case .sendToolResult(let id, let result, let isError):
            agent?.sendText(on: loop) {
                ClientMessage.appendToolResult(id: id, result: result, isError: isError, into: &$0)
            }
        case .sendKey(let digit):
            agent?.sendText(on: loop) {
                ClientMessage.appendUserMessage(text: digit, sourceMedium: "dtmf", into: &$0)
            }
        case .readAgent(let reading):
            agent?.setReading(reading, on: loop)
        case .finishResponse(let mark):
            finishResponse(mark: mark, on: loop)
        case .clearCaller:
            if let encoder { stream.sendText(on: loop) { encoder.appendClear(into: &$0) } }
        case .resetAgentAudio:
            audio?.toCaller.reset()
        case .record(let kind):
            record(kind)
        case .closeAgent(let code):
            agent?.close(code, on: loop)
        case .hangUp(let farewell):
            hangUp(farewell, on: loop)
        case .closeStream(let code, let reason):
            if code == .policyViolation { log.warning("stream refused", ("reason", reason)) }
            stream.close(code, reason: reason, on: loop)
        case .retire:
            retire()
        }
    }

    private func record(_ kind: CallEvent.Kind) {
        guard let callID else { return }
        let offset = machine.startedAt.map { $0.duration(to: now) } ?? .zero
        environment.store.record(
            CallEvent(callID: callID, date: environment.clock.date(), offset: offset, kind: kind))
        log(kind)
    }

    /// What an operator sees of a call: that it came, what went wrong and how it ended, and nothing that was said.
    private func log(_ kind: CallEvent.Kind) {
        switch kind {
        case .streamStarted(let streamSID):
            log.info("stream started", ("streamSid", streamSID))
        case .conversationStarted(let conversationID, let agentOutput, let userInput):
            log.info(
                "conversation started", ("conversationId", conversationID), ("agentSpeaks", agentOutput),
                ("agentHears", userInput))
        case .problem(let code, let message):
            log.warning("problem in a call", ("code", code), ("detail", message))
        case .ended(let reason, let detail):
            log.info("call ended", ("reason", reason.rawValue), ("detail", detail))
        case .dialed, .status, .userTranscript, .agentResponse, .agentCorrection, .interruption, .toolCall,
            .toolResult, .toolReport, .keypad, .frames:
            break
        }
    }

    private func retire() {
        dial?.cancel()
        if isClaimed, let start { environment.live.release(twilioCallSID: start.callSID) }
        isClaimed = false
        hub.remove(number)
    }
}
