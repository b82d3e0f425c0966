import Audio
import ElevenLabs
import WebSocket

/// One conversation as the agent leads it: what the client sends and time go in, orders come out. It has no clock of its own:
/// `now` is the time since the socket was opened, and ``tick(at:)`` wants to be called about every 20 ms.
///
/// Who ends it, and how:
/// 1. The script: `agent_tool_response` of `end_call`, a moment later close 1000. What was sent may still be playing.
/// 2. The client closes: ``clientClosed()``; nothing more is said.
/// 3. The client is silent for ``AgentBehavior/idleLimit``: `error`, then close 1002.
/// 4. An ``AgentFault``.
struct AgentConversation: Sendable {
    /// How far the conversation has come.
    enum Stage: Hashable, Sendable {
        /// The socket is open; the client's first message is awaited until then.
        case awaitingClient(until: Duration)
        /// It will never answer: an ``AgentFault``.
        case mute
        /// The metadata was sent.
        case talking
        /// The end was announced and comes then.
        case leaving(at: Duration)
        /// Closed, by whomever.
        case ended
    }

    /// What the agent is about.
    enum Activity: Hashable, Sendable {
        /// Waits for the caller.
        case listening
        /// Will answer then.
        case thinking(Turn, until: Duration)
        /// Waits for a tool's result, at most until then.
        case awaitingTool(Turn, id: String, name: String, until: Duration)
        /// Sound is being sent, or would still be playing.
        case speaking(Speech)
    }

    /// A turn about to be spoken.
    struct Turn: Hashable, Sendable {
        let position: ReplyPosition
        let content: AgentScript.Turn
        /// The id its sound must carry: that of the interruption by which a typed turn was announced.
        var eventID: Int?
    }

    /// A reply on its way.
    struct Speech: Hashable, Sendable {
        let position: ReplyPosition
        let reply: AgentScript.Reply
        let endsCall: Bool
        let responseID: String
        let chunkCount: Int
        let startedAt: Duration
        /// Of the reply, or of the chunk sent last.
        var eventID: Int
        var chunksSent = 0
        /// When a listener without delay has heard all that was sent.
        var playsUntil: Duration
    }

    let script: AgentScript
    let behavior: AgentBehavior

    var stage: Stage
    var activity = Activity.listening
    /// The next of the script's turns.
    var nextTurn = 0
    var detector: SpeechDetector
    private var speechEvents: [SpeechDetector.Event] = []

    /// Ids only grow, and all kinds of message share them.
    private var lastEventID = 0
    private var lastResponse = 0
    var lastToolCall = 0
    var repliesSent = 0
    private(set) var interruptions = 0
    var pings = PingBook()
    private var nextPing = Duration.zero
    private var lastReceived = Duration.zero
    /// Tools whose result has not come, by id.
    var toolsAwaited: [String: String] = [:]
    /// What the client did that the protocol does not allow.
    private(set) var problems: [String] = []

    /// Begins as the socket opens; `sampleRate` is that of the samples that ``heard(_:at:)`` will get.
    init(script: AgentScript, behavior: AgentBehavior, sampleRate: Int) {
        self.script = script
        self.behavior = behavior
        detector = SpeechDetector(sampleRate: sampleRate, settings: behavior.speech)
        stage = .awaitingClient(until: behavior.startLimit)
    }

    /// The upgrade has been answered.
    mutating func opened() -> [AgentAction] {
        switch behavior.fault {
        case .refuse(let code, let reason):
            stage = .ended
            return [.close(code, reason: reason)]
        case .neverAnswer:
            stage = .mute
            return []
        case .none, .drop, .unknownMessage, .oddLengthChunk, .hugeMessage:
            return []
        }
    }

    /// Any message has come; call it before what the message itself calls for.
    mutating func clientSent(at now: Duration) -> [AgentAction] {
        lastReceived = now
        guard case .awaitingClient = stage else { return [] }
        return start(at: now)
    }

    /// The caller's sound, decoded.
    mutating func heard(_ samples: Span<Int16>, at now: Duration) -> [AgentAction] {
        guard stage == .talking else { return [] }
        detector.receive(samples, into: &speechEvents)
        var actions: [AgentAction] = []
        if detector.isSpeaking { interrupt(at: now, into: &actions) }
        guard !speechEvents.isEmpty else { return actions }
        for case .ended(let length) in speechEvents { callerSpoke(for: length, at: now, into: &actions) }
        speechEvents.removeAll(keepingCapacity: true)
        return actions
    }

    /// Time has passed.
    mutating func tick(at now: Duration) -> [AgentAction] {
        switch stage {
        case .awaitingClient(let limit):
            return now >= limit ? start(at: now) : []
        case .talking:
            var actions: [AgentAction] = []
            carryOn(at: now, into: &actions)
            ping(at: now, into: &actions)
            endIfIdle(at: now, into: &actions)
            return actions
        case .leaving(let deadline):
            guard now >= deadline else { return [] }
            stage = .ended
            return [.close(.normal, reason: "")]
        case .mute, .ended:
            return []
        }
    }

    /// The socket has ended.
    mutating func clientClosed() { stage = .ended }

    /// Notes what the client did wrong; the first hundred are kept.
    mutating func note(_ problem: String) {
        if problems.count < 100 { problems.append(problem) }
    }
}

extension AgentConversation {
    mutating func nextEventID() -> Int {
        lastEventID += 1
        return lastEventID
    }

    mutating func nextResponseID() -> String {
        lastResponse += 1
        return "resp_\(lastResponse)"
    }

    /// The interruption's id: in the newer reading the next one, in the older that of the last chunk sent.
    private mutating func interruptionID(_ speech: Speech) -> Int {
        switch behavior.eventIDs {
        case .perReply: nextEventID()
        case .perChunk: speech.eventID
        }
    }

    /// Stops what is being said, where it may be, and tells so; gives the interruption's id.
    @discardableResult
    mutating func interrupt(at now: Duration, into actions: inout [AgentAction]) -> Int? {
        guard case .speaking(let speech) = activity, speech.chunksSent > 0, speech.reply.isInterruptible,
            !speech.endsCall, now < speech.playsUntil
        else { return nil }
        activity = .listening
        interruptions += 1
        let id = interruptionID(speech)
        actions.append(.interruption(eventID: id))
        let spoken = speech.textSpoken(at: now)
        if !spoken.isEmpty {
            actions.append(
                .correction(
                    original: speech.reply.text, corrected: spoken, eventID: speech.eventID,
                    responseID: speech.responseID))
        }
        if behavior.sendsLateAudio {
            actions.append(
                .audio(speech.position, chunk: speech.chunkCount - 1, eventID: speech.eventID, isFinal: false))
        }
        return id
    }

    private mutating func start(at now: Duration) -> [AgentAction] {
        stage = .talking
        nextPing = now + .milliseconds(200)
        var actions = [AgentAction.metadata]
        if case .unknownMessage = behavior.fault { actions.append(.unknownMessage) }
        if let greeting = script.greeting {
            let turn = Turn(position: .greeting, content: AgentScript.Turn(reply: greeting), eventID: nil)
            activity = .thinking(turn, until: now + behavior.thinkingTime)
        }
        return actions
    }

    private mutating func ping(at now: Duration, into actions: inout [AgentAction]) {
        guard now >= nextPing else { return }
        nextPing += behavior.pingInterval
        let id = nextEventID()
        actions.append(.ping(eventID: id, roundTrip: pings.lastRoundTrip))
        pings.sent(id, at: now)
    }

    private mutating func endIfIdle(at now: Duration, into actions: inout [AgentAction]) {
        guard stage == .talking, now - lastReceived >= behavior.idleLimit else { return }
        stage = .ended
        let message = "No input was received."
        actions.append(.error(code: 1002, name: "transport_receive_timeout", message: message))
        actions.append(.close(.protocolError, reason: message))
    }
}

extension AgentConversation.Speech {
    /// The words that were heard by then, going by their share of the time.
    func textSpoken(at now: Duration) -> String {
        let words = reply.text.split(separator: " ")
        guard reply.duration > .zero else { return "" }
        let share = min(1, (now - startedAt) / reply.duration)
        return words.prefix(Int(Double(words.count) * share)).joined(separator: " ")
    }
}
