import Calls
import Transport
import Twilio
import WebSocket

extension CallStateMachine {
    /// Twilio's `start` came.
    mutating func streamStarted(_ start: StreamStart, at now: Instant) -> [CallAction] {
        switch state {
        case .awaitingStart:
            watch.started(at: now)
            // Twilio sends it as soon as it sees our answer to the upgrade.
            ledger.measured(roundTrip: acceptedAt.duration(to: now))
            state = .judging(start, end: nil)
            return [.judge(start)]
        case .judging, .dialing, .awaitingMetadata, .talking, .draining:
            return problem("stream-protocol", "a second start for stream \(start.streamSID)")
        case .hangingUp, .ended:
            return []
        }
    }

    /// The stream's ticket was judged; `variables` is what the agent is to be told.
    mutating func judged(_ admission: Admission, variables: [String: String] = [:], at now: Instant) -> [CallAction] {
        guard case .judging(let start, let end) = state else { return [] }
        switch admission {
        case .stranger:
            return refuseStream("not admitted")
        case .secondStream:
            return [
                .record(.problem(code: "stream-refused", message: "a second stream, \(start.streamSID), was closed"))
            ]
                + refuseStream("the call has a stream")
        case .admitted(let ticket):
            let started = CallAction.record(.streamStarted(streamSID: start.streamSID))
            if let end { return [started] + self.end(end, at: now) }
            guard start.isMuLaw8000Mono else {
                let found = "\(start.encoding) \(start.sampleRate) Hz, \(start.channels) channels"
                return [started] + self.end(CallEnd(.streamRefused, "the stream is \(found)"), at: now)
            }
            agentID = ticket.elevenLabsAgentID
            self.variables = variables
            agent = .dialing
            state = .dialing(attempt: 1, until: now + limits.agentConnect, retryAt: nil)
            hold.waitBegan(at: now)
            return [started, .dialAgent(elevenLabsAgentID: agentID)]
        }
    }

    /// A frame of the caller's came: Base64 text without escapes.
    mutating func callerSent(_ payload: Span<UInt8>, at now: Instant) -> CallerFrameVerdict {
        watch.carriedMedia(at: now)
        guard !payload.isEmpty else { return countCallerFrame(.dropped) }
        switch state {
        case .talking:
            return countCallerFrame(agentIsCongested ? .dropped : .toAgent)
        case .draining:
            // After `end_call` the agent still listens until it closes.
            return countCallerFrame(agent == .open && !agentIsCongested ? .toAgent : .dropped)
        case .judging, .dialing, .awaitingMetadata:
            counts.fromCaller += 1
            counts.dropped += held.hold(payload)
            return .held
        case .awaitingStart, .hangingUp, .ended:
            return countCallerFrame(.dropped)
        }
    }

    /// A frame of the caller's is no Base64.
    mutating func callerFrameUnreadable(at now: Instant) -> [CallAction] {
        watch.carriedMedia(at: now)
        counts.fromCaller += 1
        counts.dropped += 1
        return streamNotUnderstood("media.payload is no Base64")
    }

    /// A frame of the caller's names a time that cannot be; its sound is worth as much as any. Said once: where one is wrong,
    /// all are.
    mutating func callerFrameMisdated(_ timestamp: Int) -> [CallAction] {
        problem("stream-message", "media.timestamp \(timestamp) is no time of this stream", key: "media.timestamp")
    }

    /// The caller pressed a key.
    mutating func callerPressed(_ digit: String, at now: Instant) -> [CallAction] {
        let record = CallAction.record(.keypad(digit: digit))
        switch state {
        case .dialing, .awaitingMetadata:
            guard heldKeys.count < limits.heldKeys else { return [] }
            heldKeys.append(digit)
            return [record]
        case .talking:
            return [record, .sendKey(digit)]
        case .draining:
            return [record]
        case .awaitingStart, .judging, .hangingUp, .ended:
            return []
        }
    }

    /// A mark came back.
    mutating func markReturned(_ name: String, at now: Instant) -> [CallAction] {
        ledger.markReturned(name, sentBack: streamClock.unhindered(at: now), at: now)
        let news = settle(at: now)
        guard case .draining(let end, _, _) = state, agent == .none, !ledger.awaitsMarks else { return news }
        return news + self.end(end, at: now)
    }

    /// Twilio's `stop` came.
    mutating func streamStopped(at now: Instant) -> [CallAction] {
        streamHasStopped = true
        return streamGone(CallEnd(.callerHungUp), at: now)
    }

    /// The media socket has ended.
    mutating func streamClosed(_ reason: CloseReason, at now: Instant) -> [CallAction] {
        streamIsOpen = false
        return streamGone(CallEnd(reason.wasClean ? .callerHungUp : .streamLost, reason.detail), at: now)
    }

    /// A message of Twilio's could not be read, or is of a kind that has no place here.
    mutating func streamNotUnderstood(_ what: String) -> [CallAction] {
        problem("stream-message", what)
    }

    /// The bytes waiting for Twilio passed the high-water mark, or fell below half of it. Meanwhile the agent is not read, so
    /// that it feels the pressure.
    mutating func streamCongested(_ isCongested: Bool, at now: Instant) -> [CallAction] {
        watch.congested(isCongested, at: now) && agent == .open ? [.readAgent(!isCongested)] : []
    }

    /// A verdict was ``AgentFrameVerdict/overflow``.
    mutating func streamOverflowed(at now: Instant) -> [CallAction] {
        end(CallEnd(.streamCongested, "more than \(limits.streamQueue) bytes are waiting for Twilio"), at: now)
    }

    private mutating func countCallerFrame(_ verdict: CallerFrameVerdict) -> CallerFrameVerdict {
        counts.fromCaller += 1
        if verdict == .toAgent { counts.toAgent += 1 } else { counts.dropped += 1 }
        return verdict
    }
}
