import Audio
import Calls
import Twilio

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
/// 7. Somebody at this end hangs up: as 5, without words; when the bridge goes down with a goodbye, and the media socket with
///    1001.
///
/// Where the phone call cannot be ended by REST, the media socket is closed at once: the TwiML goes on with `<Hangup/>`.
///
/// Every decision is in this type: here the states and the clock, in its extensions the stream, the agent and the endings.
struct CallStateMachine {
    typealias Instant = ContinuousClock.Instant

    enum State {
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
    enum AgentLink { case none, dialing, open }

    let limits: CallLimits
    let canHangUp: Bool
    let acceptedAt: Instant
    var state: State
    var agent = AgentLink.none
    var streamIsOpen = true
    /// Twilio said that it is over; its socket may be open yet.
    var streamHasStopped = false
    var agentID = ""
    var variables: [String: String] = [:]
    var watch: StreamWatch
    var agentIsCongested = false
    var held: HeldAudio
    var heldKeys: [String] = []
    /// What the agent is to know once it is there.
    var heldContext: [String] = []
    var responses = ResponseTracker()
    var answeredTools: Set<String> = []
    var problems = ProblemFilter()

    /// What passed through.
    var counts = FrameCounts()
    /// What the caller has heard.
    var ledger = PlaybackLedger()
    var turns = TurnBook()
    var turnClock = TurnClock()
    var streamClock = StreamClock()
    var caller = CallerVoice()
    var agentVoice = SpeechActivity()
    var touchTones = TouchToneBook()
    var deadAir: DeadAir
    var hold: HoldSound
    /// How much had been sent before the last mark.
    var markedPosition = 0

    /// Sound between two marks within a response: a second.
    static let markSpacing = 8000

    /// Responses that nobody has heard to the end yet: ten minutes of sound are all that Twilio keeps.
    static let responseLimit = 1000

    /// When Twilio's `start` came: what times in the log are counted from.
    var startedAt: Instant? { watch.startedAt }

    /// A stream was accepted. `canHangUp` tells whether phone calls can be ended by REST.
    init(limits: CallLimits, canHangUp: Bool, at now: Instant) {
        self.limits = limits
        self.canHangUp = canHangUp
        acceptedAt = now
        state = .awaitingStart(until: now + limits.start)
        watch = StreamWatch(limits: limits, at: now)
        held = HeldAudio(frameLimit: limits.heldFrames, byteLimit: limits.heldBytes)
        deadAir = DeadAir(limit: limits.deadAir)
        hold = HoldSound(after: limits.holdAfter)
    }
}

// MARK: - Time, and this end

extension CallStateMachine {
    /// When ``timerFired(at:)`` wants to be called. Asked with every message, so nothing is allocated for it.
    var nextDeadline: Instant? {
        switch state {
        case .awaitingStart(let until), .hangingUp(_, let until): until
        case .dialing(_, let until, let retryAt):
            (retryAt ?? until).orSooner(watch.durationDeadline).orSooner(hold.deadline)
        case .awaitingMetadata(let until): until.orSooner(watch.durationDeadline).orSooner(hold.deadline)
        case .talking:
            watch.failureDeadline.orSooner(watch.durationDeadline).orSooner(deadAir.deadline)
                .orSooner(settlementDeadline)
        case .draining(_, let since, let latest):
            drainDeadline(since: since, latest: latest).orSooner(watch.failureDeadline).orSooner(settlementDeadline)
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
            guard let retryAt, now >= retryAt else { return playHold(at: now) }
            return redial(attempt: attempt + 1, until: until)
        case .awaitingMetadata(let until):
            if let overdue = overdue(at: now) { return end(overdue, at: now) }
            return now >= until ? end(CallEnd(.agentSilent, "no metadata in time"), at: now) : playHold(at: now)
        case .talking:
            if let failure = watch.failure(at: now) { return end(failure, at: now) }
            if watch.isTooLong(at: now) {
                return drain(CallEnd(.maximumDuration), latest: now + limits.longestDrain, at: now)
            }
            return settle(at: now) + deadAirNews(at: now)
        case .draining(let end, let since, let latest):
            // The call ends already: a stream that fails now does not change why.
            let isOver = now >= drainDeadline(since: since, latest: latest) || watch.failure(at: now) != nil
            return isOver ? self.end(end, at: now) : settle(at: now)
        case .hangingUp(let end, let until):
            return now >= until ? problem("hang-up", "no answer in time") + close(end, at: now) : []
        case .judging, .ended:
            return []
        }
    }

    private var settlementDeadline: Instant? { ledger.settlementDeadline(grace: limits.drainGrace) }

    private mutating func playHold(at now: Instant) -> [CallAction] {
        ledger.advance(to: now)
        return hold.isDue(at: now, queued: ledger.buffer.queuedByteCount) ? [.playHoldSound] : []
    }

    private mutating func deadAirNews(at now: Instant) -> [CallAction] {
        guard deadAir.hasLasted(at: now) else { return [] }
        let seconds = limits.deadAir?.components.seconds ?? 0
        let words = "neither side made a sound for \(seconds) s"
        return limits.endsDeadAir ? end(CallEnd(.deadAir, words), at: now) : problem("dead-air", words)
    }

    /// A `hangUp` was carried out; `failure` says why it was in vain.
    mutating func hangUpFinished(failure: String?, at now: Instant) -> [CallAction] {
        guard case .hangingUp(let end, _) = state else { return [] }
        return (failure.map { problem("hang-up", $0) } ?? []) + close(end, at: now)
    }

    /// Somebody at this end wants the call to end: the API, a webhook that saw it end, or the bridge going down.
    mutating func endRequested(_ reason: CallEndReason, at now: Instant) -> [CallAction] {
        switch state {
        case .awaitingStart:
            return refuseStream("the bridge is closing")
        case .judging(let start, let end):
            state = .judging(start, end: end ?? CallEnd(reason))
            return []
        case .dialing, .awaitingMetadata, .talking:
            return end(CallEnd(reason), at: now)
        case .draining(let end, _, _):
            return cutShort(end, by: CallEnd(reason), at: now)
        case .hangingUp, .ended:
            return []
        }
    }

    /// A problem is written down, but not without end: what a peer does wrong, it may do fifty times a second.
    mutating func problem(_ code: String, _ message: String, key: String? = nil) -> [CallAction] {
        // After the end nothing is written down any more, whatever still comes.
        if case .ended = state { return [] }
        guard problems.admits(code: code, key: key) else { return [] }
        return [.record(.problem(code: code, message: message))]
    }
}
