import Audio
import Calls
import ElevenLabs
import Telemetry
import Transport
import Twilio
import WebSocket

extension CallSession {
    /// Carries out an order that needs a socket, or the world outside.
    func perform(_ action: CallAction, on loop: isolated EventLoop) {
        switch action {
        case .judge(let start):
            judge(start, on: loop)
        case .dialAgent(let agentID):
            dialAgent(agentID, on: loop)
        case .cancelDial:
            dial?.cancel()
        case .readAgent(let reading):
            agent?.setReading(reading, on: loop)
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
        // `CallCore` has carried these out.
        case .sendInitiation, .openAudio, .sendHeld, .sendPong, .sendToolResult, .sendKey, .sendContext,
            .finishResponse, .sendMark,
            .playTouchTones, .playHoldSound, .clearCaller, .resetAgentAudio:
            break
        }
    }

    private func record(_ kind: CallEvent.Kind) {
        guard let callID else { return }
        let offset = core.machine.startedAt.map { $0.duration(to: now) } ?? .zero
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
        case .reportedProblem, .answeredBy, .vendorReport, .dialed, .status, .userTranscript, .agentResponse,
            .agentCorrection, .agentHeard, .turnLatency,
            .interruption, .toolCall, .toolResult, .toolReport, .keypad, .hangUpCalledOff, .frames, .sound:
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
