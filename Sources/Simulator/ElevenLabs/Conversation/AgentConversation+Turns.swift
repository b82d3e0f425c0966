import Audio
import ElevenLabs

/// Whose turn it is: the caller's turns end, tools answer, replies are sent.
extension AgentConversation {
    /// The caller typed a turn, or pressed a key: such a turn interrupts, and the reply bears the interruption's id.
    mutating func userMessage(_ text: String, sourceMedium: String?, at now: Duration) -> [AgentAction] {
        guard stage == .talking else { return [] }
        var actions: [AgentAction] = []
        let id = interrupt(at: now, into: &actions)
        guard case .listening = activity else {
            note("user_message \"\(text)\" came while the agent was busy")
            return actions
        }
        guard var turn = takeTurn(for: sourceMedium == "dtmf" ? .keypad : .speech) else { return actions }
        turn.eventID = id
        activity = .thinking(turn, until: now + behavior.thinkingTime)
        return actions
    }

    /// A tool's result has come.
    mutating func toolResult(_ result: ClientEvent.ToolResult, at now: Duration) -> [AgentAction] {
        if !result.isString { note("the result of \(result.id) is not a string") }
        guard let name = toolsAwaited.removeValue(forKey: result.id) else {
            note("a result for \(result.id), which is unknown or answered already")
            return []
        }
        guard stage == .talking else { return [] }
        var actions = [toolResponse(id: result.id, name: name, isError: result.isError)]
        if case .awaitingTool(let turn, result.id, _, _) = activity { speak(turn, at: now, into: &actions) }
        return actions
    }

    /// An answer to a ping has come.
    mutating func pong(eventID: Int, at now: Duration) {
        if !pings.received(eventID, at: now) { note("a pong for \(eventID), which is no ping awaiting one") }
    }

    /// The caller has finished a sentence. While the agent is busy it is understood and goes unanswered.
    mutating func callerSpoke(for length: Duration, at now: Duration, into actions: inout [AgentAction]) {
        var turn: Turn?
        if case .listening = activity { turn = takeTurn(for: .speech) }
        let transcript = turn?.content.transcript ?? "(speech \(length.inTenths) s)"
        actions.append(.userTranscript(transcript, eventID: nextEventID()))
        if let turn { activity = .thinking(turn, until: now + behavior.thinkingTime) }
    }

    /// Does what has become due.
    mutating func carryOn(at now: Duration, into actions: inout [AgentAction]) {
        switch activity {
        case .listening:
            break
        case .thinking(let turn, let deadline):
            // A reply waits until the caller pauses, rather than be interrupted by words begun before it.
            guard now >= deadline, !detector.isSpeaking else { return }
            begin(turn, at: now, into: &actions)
        case .awaitingTool(let turn, let id, let name, let deadline):
            guard now >= deadline else { return }
            toolsAwaited[id] = nil
            note("no result of \(name) came in time")
            actions.append(toolResponse(id: id, name: name, isError: true))
            speak(turn, at: now, into: &actions)
        case .speaking(let speech):
            sendChunks(of: speech, at: now, into: &actions)
        }
    }

    private mutating func takeTurn(for cue: AgentScript.Cue) -> Turn? {
        if nextTurn < script.turns.count, script.turns[nextTurn].cue == cue {
            defer { nextTurn += 1 }
            return Turn(position: .turn(nextTurn), content: script.turns[nextTurn])
        }
        return script.otherwise.map { Turn(position: .otherwise, content: $0) }
    }

    private mutating func begin(_ turn: Turn, at now: Duration, into actions: inout [AgentAction]) {
        guard let tool = turn.content.tool else { return speak(turn, at: now, into: &actions) }
        lastToolCall += 1
        let id = "call_\(lastToolCall)"
        let eventID = nextEventID()
        actions.append(.toolRequest(id: id, tool, eventID: eventID))
        actions.append(.toolCall(id: id, tool, eventID: eventID))
        toolsAwaited[id] = tool.name
        guard tool.expectsResponse else { return speak(turn, at: now, into: &actions) }
        activity = .awaitingTool(turn, id: id, name: tool.name, until: now + tool.timeout)
    }

    private mutating func speak(_ turn: Turn, at now: Duration, into actions: inout [AgentAction]) {
        guard let reply = turn.content.reply, !reply.samples.isEmpty else {
            activity = .listening
            if turn.content.endsCall { leave(eventID: nextEventID(), at: now, into: &actions) }
            return
        }
        let speech = Speech(
            position: turn.position, reply: reply, endsCall: turn.content.endsCall, responseID: nextResponseID(),
            chunkCount: reply.chunkCount(of: behavior.chunk), startedAt: now,
            eventID: turn.eventID ?? nextEventID(), playsUntil: now)
        actions.append(.response(reply.text, eventID: speech.eventID, responseID: speech.responseID))
        sendChunks(of: speech, at: now, into: &actions)
    }

    /// Sends the chunks that are due; the speech lasts until the last of them would have been heard.
    private mutating func sendChunks(of current: Speech, at now: Duration, into actions: inout [AgentAction]) {
        var speech = current
        while speech.chunksSent < speech.chunkCount,
            now >= speech.startedAt + behavior.chunk * speech.chunksSent / behavior.pace
        {
            sendChunk(of: &speech, at: now, into: &actions)
        }
        activity = .speaking(speech)
        guard speech.chunksSent == speech.chunkCount else { return }
        if current.chunksSent < speech.chunkCount { finish(speech, at: now, into: &actions) }
        if now >= speech.playsUntil { activity = .listening }
    }

    private mutating func sendChunk(of speech: inout Speech, at now: Duration, into actions: inout [AgentAction]) {
        let chunk = speech.chunksSent
        if behavior.eventIDs == .perChunk && chunk > 0 { speech.eventID = nextEventID() }
        speech.chunksSent += 1
        let isFinal = speech.chunksSent == speech.chunkCount
        let end = isFinal ? speech.reply.duration : behavior.chunk * speech.chunksSent
        speech.playsUntil = max(speech.playsUntil, now) + (end - behavior.chunk * chunk)
        actions.append(.audio(speech.position, chunk: chunk, eventID: speech.eventID, isFinal: isFinal))
    }

    private mutating func finish(_ speech: Speech, at now: Duration, into actions: inout [AgentAction]) {
        actions.append(.responseComplete(eventID: speech.eventID))
        repliesSent += 1
        if case .drop(let count) = behavior.fault, repliesSent >= count {
            stage = .ended
            actions.append(.drop)
        } else if speech.endsCall {
            leave(eventID: speech.eventID, at: now, into: &actions)
        }
    }

    private mutating func leave(eventID: Int, at now: Duration, into actions: inout [AgentAction]) {
        stage = .leaving(at: now + behavior.farewell)
        let response = AgentToolResponse(id: "end_call_1", name: "end_call", kind: "system", isError: false)
        actions.append(.toolResponse(response, eventID: eventID))
    }

    private mutating func toolResponse(id: String, name: String, isError: Bool) -> AgentAction {
        let response = AgentToolResponse(id: id, name: name, kind: "client", isError: isError)
        return .toolResponse(response, eventID: nextEventID())
    }
}

extension AgentScript.Reply {
    /// In how many messages it is sent.
    func chunkCount(of chunk: Duration) -> Int {
        let size = max(1, Self.sampleCount(of: chunk))
        return (samples.count + size - 1) / size
    }

    /// Samples at 16 kHz in a stretch of time.
    static func sampleCount(of length: Duration) -> Int { Int((length / .microseconds(125)) * 2) }
}

extension Duration {
    /// Seconds with one digit after the point.
    var inTenths: String {
        let tenths = Int((self / .milliseconds(100)).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
