import Audio
import Calls
import ElevenLabs
import Transport
import WebSocket

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

    /// A sound message of the agent's came, perhaps without sound (`isEmpty`); `queued` is how many bytes wait for Twilio.
    mutating func agentSent(eventID: Int, isEmpty: Bool = false, queued: Int = 0) -> AgentFrameVerdict {
        counts.fromAgent += 1
        guard takesAgentAudio, !responses.isStale(eventID), ledger.accounts.count < Self.responseLimit else {
            counts.dropped += 1
            responses.heard(eventID)
            return .dropped
        }
        if watch.isCongested, queued > limits.streamQueue {
            counts.dropped += 1
            return .overflow
        }
        // A bare end of a response opens none.
        return !isEmpty && responses.opens(eventID) ? .toCallerAsNewResponse : .toCaller
    }

    /// Sound that was to go to the caller is no Base64.
    mutating func agentFrameUnreadable() -> [CallAction] {
        counts.dropped += 1
        return agentNotUnderstood("audio_event.audio_base_64 is no Base64")
    }

    /// No more sound of this response comes: its last frame was sent on, or the next response begins.
    mutating func responseEnded() -> [CallAction] {
        guard let mark = responses.end() else { return [] }
        return [.finishResponse(mark: mark)]
    }

    /// Any message of the agent's but sound.
    mutating func agentSaid(_ event: ConversationEvent, at now: Instant) -> [CallAction] {
        // What still comes after we have closed its socket is of no use.
        guard agent == .open else { return [] }
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
            return responseEnded() + [.record(.userTranscript(text: text, eventID: eventID))]
        case .agentResponse(let text, let eventID, let responseID):
            let ended = responses.isBefore(eventID) ? responseEnded() : []
            // The sound of an interrupted response is settled; its text, come late, belongs to no other.
            if eventID.map({ !responses.isStale($0) }) ?? true {
                turns.said(text, eventID: eventID, responseID: responseID)
            }
            return ended + [.record(.agentResponse(text: text, responseID: responseID, eventID: eventID))]
        case .agentResponseCorrection(let original, let corrected, _, let responseID):
            return [.record(.agentCorrection(original: original, corrected: corrected, responseID: responseID))]
        case .agentResponseComplete:
            return responseEnded()
        case .clientToolCall(let call):
            return answer(call, at: now)
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

    /// There is something the agent should know, as who answered the phone. Until it is there, the newest eight are kept: what
    /// is told later mostly replaces what was told before.
    mutating func contextCame(_ words: String) -> [CallAction] {
        switch state {
        case .awaitingStart, .judging, .dialing, .awaitingMetadata:
            heldContext = heldContext.suffix(7) + [words]
            return []
        case .talking: return [.sendContext(words)]
        case .draining: return agent == .open ? [.sendContext(words)] : []
        case .hangingUp, .ended: return []
        }
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

// MARK: - Steps

extension CallStateMachine {
    /// The metadata came: both formats are known, and what was held goes out in order.
    private mutating func begin(_ metadata: ConversationMetadata, at now: Instant) -> [CallAction] {
        guard case .awaitingMetadata = state else { return problem("agent-message", "metadata came twice") }
        let names = (speaks: metadata.agentOutputAudioFormat, hears: metadata.userInputAudioFormat)
        guard let speaks = AudioFormat(vendorName: names.speaks), let hears = AudioFormat(vendorName: names.hears)
        else {
            return end(CallEnd(.unsupportedFormat, "speaks \(names.speaks), hears \(names.hears)"), at: now)
        }
        state = .talking
        hold.waitEnded()
        deadAir.sound(until: now)
        let started = CallEvent.Kind.conversationStarted(
            conversationID: metadata.conversationID, agentOutput: names.speaks, userInput: names.hears)
        var actions: [CallAction] = [.record(started), .openAudio(agentHears: hears, agentSpeaks: speaks)]
        let audio = held.takeAll()
        counts.toAgent += audio.frames.count
        if !audio.frames.isEmpty { actions.append(.sendHeld(audio)) }
        actions += heldContext.map(CallAction.sendContext)
        actions += heldKeys.map(CallAction.sendKey)
        heldContext = []
        heldKeys = []
        return actions
    }

    /// ElevenLabs: the client must at once drop what it has queued and ignore late sound of the old response.
    private mutating func interrupt(_ eventID: Int, at now: Instant) -> [CallAction] {
        responses.interrupt(eventID)
        var actions: [CallAction] = []
        if ledger.mayBePlaying { actions.append(.clearCaller) }
        ledger.clear(at: now)
        deadAir.soundCleared(at: now)
        turnClock.interrupted()
        actions += [.resetAgentAudio, .record(.interruption(eventID: eventID))]
        actions += settle(at: now)
        actions += turns.unspoken(before: eventID).map { .record(.agentHeard($0)) }
        return actions + touchTones.rest().map { .playTouchTones($0) }
    }

    /// Every call is answered exactly once, also those that expect no answer: the vendor's own clients do so.
    private mutating func answer(_ call: ClientToolCall, at now: Instant) -> [CallAction] {
        guard !answeredTools.contains(call.id) else { return problem("agent-tool", "asked twice for \(call.id)") }
        // Bounded: an agent that calls more tools than this may be answered twice, which it ignores.
        if answeredTools.count < 1000 { answeredTools.insert(call.id) }
        let outcome = run(call)
        return [.record(.toolCall(id: call.id, name: call.name, parameters: call.parameters))] + outcome.actions + [
            .sendToolResult(id: call.id, result: outcome.result, isError: outcome.isError),
            .record(.toolResult(id: call.id, result: outcome.result, isError: outcome.isError)),
        ]
    }

    private mutating func run(_ call: ClientToolCall) -> (actions: [CallAction], result: String, isError: Bool) {
        guard call.name == TouchToneTool.name else {
            return ([], "Tool '\(call.name)' is not available on this bridge.", true)
        }
        guard case .talking = state else { return ([], "The call is ending: no keys are pressed any more.", true) }
        do throws(TouchToneTool.Refusal) {
            let keys = try TouchToneTool.keys(from: call.parameters)
            guard ledger.hasRoom(for: keys.duration.samples) else {
                return ([], "Too much sound is waiting to be played: press the keys when it was heard.", true)
            }
            // In order with speech: what was said so far is heard before, what is said next after.
            return (responseEnded() + [.playTouchTones(keys)], "Pressed \(keys).", false)
        } catch {
            return ([], error.words, true)
        }
    }

    private mutating func note(_ response: AgentToolResponse, at now: Instant) -> [CallAction] {
        let report = CallAction.record(
            .toolReport(id: response.id, name: response.name, kind: response.kind, isError: response.isError))
        // ElevenLabs: after `end_call` the agent closes with 1000. Should it not, the drain's bound ends the call.
        guard response.name == "end_call", !response.isError, case .talking = state else { return [report] }
        state = .draining(CallEnd(.agentEnded, "end_call"), since: now, latest: nil)
        return [report]
    }

    /// The second attempt.
    mutating func redial(attempt: Int, until: Instant) -> [CallAction] {
        agent = .dialing
        state = .dialing(attempt: attempt, until: until, retryAt: nil)
        return [.dialAgent(elevenLabsAgentID: agentID)]
    }

    private var takesAgentAudio: Bool {
        switch state {
        case .talking: true
        case .draining: agent == .open
        case .awaitingStart, .judging, .dialing, .awaitingMetadata, .hangingUp, .ended: false
        }
    }
}
