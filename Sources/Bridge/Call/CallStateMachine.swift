import Audio
import Calls
import ElevenLabs
import Transport
import Twilio
import WebSocket

/// The whole life of a call. What happened goes in, with the time; what is to be done comes out. It owns no socket, no
/// clock and no timer.
///
///     awaitingStart ─ judging ─ dialing ─ awaitingMetadata ─ talking ─ draining ─ hangingUp ─ ended
///
/// A stream is accepted and awaits Twilio's `start`. Its ticket is judged; a good one names the agent, which is dialed. The
/// agent's socket opens, hears our first message, and answers with its metadata: from there on the two talk. When the agent
/// is done, its last words are drained to the caller; then the phone call is ended by REST and the media socket closed.
/// From every state before, the call may end at once.
///
/// Who may end a call, and in which order both sides close:
///
/// 1. A stranger, or a stream without `start`: the media socket is closed with 1008. Nothing else was ever opened.
/// 2. The caller hangs up (`stop`, or a clean close): the agent's socket with 1000, then the media socket with 1000.
/// 3. The media socket is lost, falls silent or takes no bytes: the agent's socket with 1000, the phone call by REST in case
///    it is still up, then the media socket if it is open.
/// 4. The agent closes with 1000, or ran `end_call`: its last words are played to the end, bounded by the clock; the agent's
///    socket with 1000 if it is open, the phone call by REST, the media socket with 1000.
/// 5. The agent refuses, stays silent, is lost or speaks a format we do not: its socket with 1000 if it is open, then by REST
///    an apology and the end of the call, the media socket with 1000.
/// 6. The longest call is reached: the agent's socket with 1000, what was said so far is played, then by REST a goodbye and
///    the end of the call, the media socket with 1000.
/// 7. Somebody at this end hangs up: as 5, without words or with a goodbye; with 1001 when the bridge goes down.
///
/// Where the phone call cannot be ended by REST, the media socket is closed at once: the TwiML goes on with `<Hangup/>`.
struct CallStateMachine {
    typealias Instant = ContinuousClock.Instant

    private enum State {
        case awaitingStart(until: Instant)
        /// `end` is set when the caller left before the judgement fell.
        case judging(StreamStart, end: CallEnd?)
        /// `retryAt` is set between two attempts.
        case dialing(attempt: Int, until: Instant, retryAt: Instant?)
        case awaitingMetadata(until: Instant)
        case talking
        /// The last words are played. `latest` bounds it where we end the call.
        case draining(CallEnd, since: Instant, latest: Instant?)
        case hangingUp(CallEnd, until: Instant)
        case ended
    }

    /// What we have of the agent.
    private enum AgentLink { case none, dialing, open }

    private let limits: CallLimits
    private let canHangUp: Bool
    private var state: State
    private var agent = AgentLink.none
    private var streamIsOpen = true
    private var agentID = ""
    private var variables: [String: String] = [:]
    private var watch: StreamWatch
    private var agentIsCongested = false
    private var held: HeldAudio
    private var heldKeys: [String] = []
    private var responses = ResponseTracker()
    private var answeredTools: Set<String> = []
    private var problems = ProblemFilter()

    /// What passed through.
    private(set) var counts = FrameCounts()
    /// What the caller has heard.
    private(set) var ledger = PlaybackLedger()

    /// A stream was accepted. `canHangUp` tells whether phone calls can be ended by REST.
    init(limits: CallLimits, canHangUp: Bool, at now: Instant) {
        self.limits = limits
        self.canHangUp = canHangUp
        state = .awaitingStart(until: now + limits.start)
        watch = StreamWatch(limits: limits, at: now)
        held = HeldAudio(frameLimit: limits.heldFrames, byteLimit: limits.heldBytes)
    }
}

// MARK: - The stream

extension CallStateMachine {
    /// Twilio's `start` came.
    mutating func streamStarted(_ start: StreamStart, at now: Instant) -> [CallAction] {
        switch state {
        case .awaitingStart:
            watch.started(at: now)
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
            return [started, .dialAgent(elevenLabsAgentID: agentID)]
        }
    }

    /// A frame of the caller's came: Base64 text without escapes.
    mutating func callerSent(_ payload: Span<UInt8>, at now: Instant) -> CallerFrameVerdict {
        watch.carriedMedia(at: now)
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

    /// A frame that was to go to the agent could not be read, or came to nothing.
    mutating func callerFrameLost() {
        counts.toAgent -= 1
        counts.dropped += 1
    }

    /// The caller pressed a key.
    mutating func callerPressed(_ digit: String, at now: Instant) -> [CallAction] {
        let record = CallAction.record(.keypad(digit: digit))
        switch state {
        case .judging, .dialing, .awaitingMetadata:
            guard heldKeys.count < limits.heldKeys else { return [] }
            heldKeys.append(digit)
            return []
        case .talking:
            return [record, .sendKey(digit)]
        case .draining:
            return [record]
        case .awaitingStart, .hangingUp, .ended:
            return []
        }
    }

    /// A mark came back.
    mutating func markReturned(_ name: String, at now: Instant) -> [CallAction] {
        _ = ledger.markReturned(name)
        guard case .draining(let end, _, _) = state, agent == .none, !ledger.awaitsMarks else { return [] }
        return self.end(end, at: now)
    }

    /// Twilio's `stop` came.
    mutating func streamStopped(at now: Instant) -> [CallAction] {
        streamGone(CallEnd(.callerHungUp), at: now)
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
}

// MARK: - The agent

extension CallStateMachine {
    /// The agent's socket is open.
    mutating func agentConnected(at now: Instant) -> [CallAction] {
        guard case .dialing = state else { return [.closeAgent(.normal)] }
        agent = .open
        state = .awaitingMetadata(until: now + limits.agentMetadata)
        return [.sendInitiation(dynamicVariables: variables)]
    }

    /// An attempt to open it failed. It is repeated once where that may help and the budget allows.
    mutating func agentDialFailed(_ failure: AgentDialFailure, at now: Instant) -> [CallAction] {
        guard case .dialing(let attempt, let until, nil) = state else { return [] }
        agent = .none
        let retryAt = now + limits.agentRetryDelay
        guard failure.isWorthRepeating, attempt == 1, retryAt < until else { return end(failure.end, at: now) }
        state = .dialing(attempt: attempt, until: until, retryAt: retryAt)
        return problem("agent-connect", failure.end.detail)
    }

    /// A sound message of the agent's came; `queued` is how many bytes wait for Twilio.
    mutating func agentSent(eventID: Int, queued: Int, at now: Instant) -> AgentFrameVerdict {
        counts.fromAgent += 1
        guard takesAgentAudio, !responses.isStale(eventID) else {
            counts.dropped += 1
            responses.heard(eventID)
            return .dropped
        }
        if watch.isCongested, queued > limits.streamQueue {
            counts.dropped += 1
            return .overflow
        }
        return responses.opens(eventID) ? .toCallerAsNewResponse : .toCaller
    }

    /// Sound from the agent was sent on to the caller in a message of so many bytes of mu-law.
    mutating func sentToCaller(byteCount: Int, at now: Instant) {
        counts.toCaller += 1
        ledger.sent(byteCount: byteCount, at: now)
    }

    /// Sound came from the agent that would be so many bytes of mu-law.
    mutating func receivedFromAgent(byteCount: Int) {
        ledger.received(byteCount: byteCount)
    }

    /// No more sound of this response comes: its last frame was sent on, or the next response begins.
    mutating func responseEnded(at now: Instant) -> [CallAction] {
        guard let mark = responses.end() else { return [] }
        return [.finishResponse(mark: mark)]
    }

    /// A `finishResponse` was carried out.
    mutating func responseFinished(mark: String) {
        ledger.markSent(mark)
    }

    /// Any message of the agent's but sound.
    mutating func agentSaid(_ event: ConversationEvent, at now: Instant) -> [CallAction] {
        switch state {
        case .awaitingStart, .judging, .dialing, .hangingUp, .ended: return []
        case .awaitingMetadata, .talking, .draining: break
        }
        switch event {
        case .metadata(let metadata):
            return begin(metadata, at: now)
        case .audio:
            return []  // `agentSent` judges those, without allocating.
        case .ping(let eventID):
            return [.sendPong(eventID: eventID)]
        case .interruption(let eventID):
            return interrupt(eventID, at: now)
        case .userTranscript(let text, let eventID):
            return responseEnded(at: now) + [.record(.userTranscript(text: text, eventID: eventID))]
        case .agentResponse(let text, let eventID, let responseID):
            let ended = responses.isBefore(eventID) ? responseEnded(at: now) : []
            return ended + [.record(.agentResponse(text: text, responseID: responseID, eventID: eventID))]
        case .agentResponseCorrection(let original, let corrected, _, let responseID):
            return [.record(.agentCorrection(original: original, corrected: corrected, responseID: responseID))]
        case .agentResponseComplete:
            return responseEnded(at: now)
        case .clientToolCall(let call):
            return answer(call)
        case .agentToolResponse(let response):
            return note(response, at: now)
        case .error(let code, let name, let message):
            let words = [code.map(String.init), name, message].compactMap(\.self).joined(separator: " ")
            return problem("agent-error", words)
        case .queueStatus(let status):
            return problem("agent-queue", status)
        case .unrecognized(let type):
            return IgnoredMessages.types.contains(type) ? [] : problem("agent-message-type", type, key: type)
        }
    }

    /// A message of the agent's could not be read; the call goes on.
    mutating func agentNotUnderstood(_ what: String) -> [CallAction] {
        problem("agent-message", what)
    }

    /// The bytes waiting for the agent passed the high-water mark, or fell below half of it. What waits cannot be taken back,
    /// so meanwhile the caller's new sound is dropped and counted.
    mutating func agentCongested(_ isCongested: Bool) -> [CallAction] {
        agentIsCongested = isCongested
        return isCongested
            ? problem("agent-congested", "the caller's sound is dropped until the agent takes bytes") : []
    }

    /// The agent's socket has ended.
    mutating func agentClosed(_ reason: CloseReason, at now: Instant) -> [CallAction] {
        guard agent == .open else { return [] }
        agent = .none
        switch state {
        case .awaitingMetadata:
            // Refusals come after the upgrade, as a close frame, mostly without a message before it.
            return end(CallEnd(reason.wasClean ? .agentRefused : .agentDropped, reason.detail), at: now)
        case .talking:
            if reason.code == .normal { return drain(CallEnd(.agentEnded, reason.detail), latest: nil, at: now) }
            return end(CallEnd(reason.isRefusal ? .agentRefused : .agentDropped, reason.detail), at: now)
        case .draining(let end, _, let latest):
            return drain(end, latest: latest, at: now)
        case .awaitingStart, .judging, .dialing, .hangingUp, .ended:
            return []
        }
    }
}

// MARK: - Time, and this end

extension CallStateMachine {
    /// When ``timerFired(at:)`` wants to be called: it moves later with every frame, and earlier with other events only.
    var nextDeadline: Instant? {
        switch state {
        case .awaitingStart(let until), .hangingUp(_, let until): until
        case .dialing(_, let until, let retryAt): earliest(retryAt ?? until, watch.durationDeadline)
        case .awaitingMetadata(let until): earliest(until, watch.durationDeadline)
        case .talking: earliest(watch.failureDeadline, watch.durationDeadline)
        case .draining(_, let since, let latest):
            min(drainDeadline(since: since, latest: latest), watch.failureDeadline)
        // The store bounds its own time, so the judgement falls in any case.
        case .judging, .ended: nil
        }
    }

    /// Time has passed. A call too early does nothing.
    mutating func timerFired(at now: Instant) -> [CallAction] {
        switch state {
        case .awaitingStart(let until):
            return now >= until ? refuseStream("no start") : []
        case .dialing(let attempt, let until, let retryAt):
            if let overdue = overdue(at: now) { return end(overdue, at: now) }
            if now >= until { return end(CallEnd(.agentUnreachable, "no connection in time"), at: now) }
            guard let retryAt, now >= retryAt else { return [] }
            return redial(attempt: attempt + 1, until: until)
        case .awaitingMetadata(let until):
            if let overdue = overdue(at: now) { return end(overdue, at: now) }
            return now >= until ? end(CallEnd(.agentSilent, "no metadata in time"), at: now) : []
        case .talking:
            if let failure = watch.failure(at: now) { return end(failure, at: now) }
            guard watch.isTooLong(at: now) else { return [] }
            return drain(CallEnd(.maximumDuration), latest: now + limits.longestDrain, at: now)
        case .draining(let end, let since, let latest):
            // The call ends already: a stream that fails now does not change why.
            let isOver = now >= drainDeadline(since: since, latest: latest) || watch.failure(at: now) != nil
            return isOver ? self.end(end, at: now) : []
        case .hangingUp(let end, let until):
            return now >= until ? problem("hang-up", "no answer in time") + close(end) : []
        case .judging, .ended:
            return []
        }
    }

    /// A `hangUp` was carried out; `failure` says why it was in vain.
    mutating func hangUpFinished(failure: String?, at now: Instant) -> [CallAction] {
        guard case .hangingUp(let end, _) = state else { return [] }
        return (failure.map { problem("hang-up", $0) } ?? []) + close(end)
    }

    /// Somebody at this end wants the call to end: the API, a webhook that saw it end, or the bridge going down.
    mutating func endRequested(_ reason: CallEndReason, at now: Instant) -> [CallAction] {
        switch state {
        case .awaitingStart:
            return refuseStream("the bridge is closing")
        case .judging(let start, let end):
            state = .judging(start, end: end ?? CallEnd(reason))
            return []
        case .dialing, .awaitingMetadata, .talking, .draining:
            return end(CallEnd(reason), at: now)
        case .hangingUp, .ended:
            return []
        }
    }
}

// MARK: - Steps

extension CallStateMachine {
    private mutating func begin(_ metadata: ConversationMetadata, at now: Instant) -> [CallAction] {
        guard case .awaitingMetadata = state else { return problem("agent-message", "metadata came twice") }
        let names = (speaks: metadata.agentOutputAudioFormat, hears: metadata.userInputAudioFormat)
        guard let speaks = AudioFormat(vendorName: names.speaks), let hears = AudioFormat(vendorName: names.hears)
        else {
            return end(CallEnd(.unsupportedFormat, "speaks \(names.speaks), hears \(names.hears)"), at: now)
        }
        state = .talking
        let started = CallEvent.Kind.conversationStarted(
            conversationID: metadata.conversationID, agentOutput: names.speaks, userInput: names.hears)
        var actions: [CallAction] = [.record(started), .openAudio(agentHears: hears, agentSpeaks: speaks)]
        let audio = held.takeAll()
        counts.toAgent += audio.frames.count
        if !audio.frames.isEmpty { actions.append(.sendHeld(audio)) }
        for key in heldKeys { actions += [.record(.keypad(digit: key)), .sendKey(key)] }
        heldKeys = []
        return actions
    }

    /// ElevenLabs: the client must at once drop what it has queued and ignore late sound of the old response.
    private mutating func interrupt(_ eventID: Int, at now: Instant) -> [CallAction] {
        responses.interrupt(eventID)
        var actions: [CallAction] = []
        if ledger.mayBePlaying {
            ledger.clear(at: now)
            actions.append(.clearCaller)
        }
        return actions + [.resetAgentAudio, .record(.interruption(eventID: eventID))]
    }

    /// Every call is answered exactly once, also those that expect no answer: the vendor's own clients do so.
    private mutating func answer(_ call: ClientToolCall) -> [CallAction] {
        guard !answeredTools.contains(call.id) else { return problem("agent-tool", "asked twice for \(call.id)") }
        // Bounded: an agent that calls more tools than this may be answered twice, which it ignores.
        if answeredTools.count < 1000 { answeredTools.insert(call.id) }
        let result = "Tool '\(call.name)' is not available on this bridge."
        return [
            .record(.toolCall(id: call.id, name: call.name, parameters: call.parameters)),
            .sendToolResult(id: call.id, result: result, isError: true),
            .record(.toolResult(id: call.id, result: result, isError: true)),
        ]
    }

    private mutating func note(_ response: AgentToolResponse, at now: Instant) -> [CallAction] {
        let report = CallAction.record(
            .toolReport(id: response.id, name: response.name, kind: response.kind, isError: response.isError))
        // ElevenLabs: after `end_call` the agent closes with 1000. Should it not, the drain's bound ends the call.
        guard response.name == "end_call", !response.isError, case .talking = state else { return [report] }
        state = .draining(CallEnd(.agentEnded, "end_call"), since: now, latest: nil)
        return [report]
    }

    private mutating func redial(attempt: Int, until: Instant) -> [CallAction] {
        agent = .dialing
        state = .dialing(attempt: attempt, until: until, retryAt: nil)
        return [.dialAgent(elevenLabsAgentID: agentID)]
    }

    private mutating func countCallerFrame(_ verdict: CallerFrameVerdict) -> CallerFrameVerdict {
        counts.fromCaller += 1
        if verdict == .toAgent { counts.toAgent += 1 } else { counts.dropped += 1 }
        return verdict
    }

    private var takesAgentAudio: Bool {
        switch state {
        case .talking: true
        case .draining: agent == .open
        case .awaitingStart, .judging, .dialing, .awaitingMetadata, .hangingUp, .ended: false
        }
    }

    /// A problem is written down, but not without end: what a peer does wrong, it may do fifty times a second.
    private mutating func problem(_ code: String, _ message: String, key: String? = nil) -> [CallAction] {
        guard problems.admits(code: code, key: key) else { return [] }
        return [.record(.problem(code: code, message: message))]
    }
}

// MARK: - Endings

extension CallStateMachine {
    /// Case 1: nobody we know.
    private mutating func refuseStream(_ why: String) -> [CallAction] {
        state = .ended
        return (streamIsOpen ? [.closeStream(.policyViolation, reason: why)] : []) + [.retire]
    }

    /// Cases 2 and 3: `stop` and the end of the socket come in any order, or only one of them.
    private mutating func streamGone(_ end: CallEnd, at now: Instant) -> [CallAction] {
        switch state {
        case .awaitingStart:
            state = .ended
            return (streamIsOpen ? [.closeStream(.normal, reason: "")] : []) + [.retire]
        case .judging(let start, let earlier):
            state = .judging(start, end: earlier ?? end)
            return []
        case .dialing, .awaitingMetadata, .talking:
            return self.end(end, at: now)
        case .draining(let earlier, _, _):
            return Farewell(after: end.reason) == .none ? releaseAgent() + close(earlier) : self.end(earlier, at: now)
        case .hangingUp(let earlier, _):
            return close(earlier)
        case .ended:
            return []
        }
    }

    /// Cases 4 and 6: the agent's socket is closed or closes now, and what it said is played before the call ends.
    private mutating func drain(_ end: CallEnd, latest: Instant?, at now: Instant) -> [CallAction] {
        let lastWords = responseEnded(at: now) + releaseAgent()
        guard !lastWords.isEmpty || ledger.awaitsMarks else { return self.end(end, at: now) }
        state = .draining(end, since: now, latest: latest)
        return lastWords
    }

    /// The last mark should be back soon after the last byte was played, by the clock. After `end_call` the agent has a while
    /// to say its farewell and close.
    private func drainDeadline(since: Instant, latest: Instant?) -> Instant {
        let grace = agent == .open ? limits.agentFarewell : limits.drainGrace
        return earliest(max(ledger.playbackEnd ?? since, since) + grace, latest)
    }

    /// The relay is done: the agent's socket first, then the phone call, then the media socket.
    private mutating func end(_ end: CallEnd, at now: Instant) -> [CallAction] {
        let farewell = Farewell(after: end.reason)
        let release = releaseAgent()
        guard canHangUp, farewell != .none else { return release + close(end) }
        state = .hangingUp(end, until: now + limits.hangUp)
        return release + [.hangUp(farewell)]
    }

    private mutating func close(_ end: CallEnd) -> [CallAction] {
        state = .ended
        counts.dropped += held.takeAll().frames.count
        let code: CloseCode = end.reason == .bridgeShutdown ? .goingAway : .normal
        return (streamIsOpen ? [.closeStream(code, reason: "")] : [])
            + [.record(.frames(counts)), .record(.ended(end.reason, detail: end.detail)), .retire]
    }

    private mutating func releaseAgent() -> [CallAction] {
        defer { agent = .none }
        switch agent {
        case .none: return []
        case .dialing: return [.cancelDial]
        // A socket that is not read would not hear the answer to its close.
        case .open: return (watch.isCongested ? [.readAgent(true)] : []) + [.closeAgent(.normal)]
        }
    }

    private func overdue(at now: Instant) -> CallEnd? {
        watch.failure(at: now) ?? (watch.isTooLong(at: now) ? CallEnd(.maximumDuration) : nil)
    }

    private func earliest(_ one: Instant, _ other: Instant?) -> Instant { other.map { min(one, $0) } ?? one }
}
