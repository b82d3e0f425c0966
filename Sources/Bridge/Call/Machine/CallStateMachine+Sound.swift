import Audio
import Calls

// What both sides can hear, as far as the machine must know: it never touches a sample but to judge how loud it is.
extension CallStateMachine {
    /// A frame of the caller's, decoded; `timestamp` is Twilio's, in milliseconds.
    mutating func callerSpoke(_ muLaw: Span<UInt8>, timestamp: Int, at now: Instant) -> [CallAction] {
        var missing = Duration.zero
        if isTimely(timestamp, at: now) {
            missing = streamClock.missing(before: timestamp)
            ledger.observe(frameArrival: streamClock.observed(timestamp: timestamp, at: now))
        }
        caller.heard(muLaw, after: missing, at: now)
        deadAir.sound(until: caller.lastSound)
        ledger.advance(to: now)
        return latency() + callOffHangUp(at: now)
    }

    /// Whether a timestamp of Twilio's may be what it says: one that lies ahead of all the time there was since the stream
    /// began would order hours of silence into a recording.
    func isTimely(_ timestamp: Int, at now: Instant) -> Bool {
        guard let startedAt else { return false }
        return StreamClock.mayBear(timestamp, after: startedAt.duration(to: now))
    }

    /// Sound of this event comes now, and is not stale: its account is opened, and what the caller should no longer hear
    /// before it is cleared.
    mutating func soundBegins(eventID: Int, at now: Instant) -> [CallAction] {
        guard !ledger.isOpen(.agent) else { return [] }
        var actions: [CallAction] = []
        if ledger.isQueued(.holdSound) {
            ledger.clear(at: now)
            actions.append(.clearCaller)
        }
        let account = ledger.open(.agent, eventID: eventID)
        turns.began(account: account, eventID: eventID)
        turnClock.answerBegan(
            account: account, speech: caller.lastSpeech, due: ledger.buffer.startOfNext(at: now), at: now)
        // Before the first sound, its echo measures the way.
        guard !ledger.mayBePlaying, let mark = responses.firstMark(at: now) else { return actions }
        return actions + [.sendMark(mark)]
    }

    /// Sound of the open response came: so many samples of the caller's clock, and so many are held by the converter now.
    mutating func received(_ count: Int, holding held: Int) {
        ledger.received(count, holding: held)
    }

    /// Whether Twilio has room for so much more of the open response; what has none is dropped.
    mutating func hasRoom(for count: Int) -> Bool {
        guard !ledger.hasRoom(for: count) else { return true }
        ledger.discarded(count)
        return false
    }

    /// So much sound came that is stale, or that nobody can hear.
    mutating func ignored(_ count: Int) { ledger.dropped(count) }

    /// A character of the open response is spoken from here to there, in samples from the response's start.
    mutating func aligned(isSpace: Bool, from start: Int, to end: Int) {
        guard let account = ledger.accounts.last, account.source == .agent else { return }
        turns.align(account: account.number, isSpace: isSpace, from: start, to: end)
    }

    /// Sound went to the caller: mu-law in one message.
    mutating func sentToCaller(_ muLaw: Span<UInt8>, at now: Instant) -> [CallAction] {
        counts.toCaller += 1
        ledger.sent(muLaw.count, at: now)
        agentVoice.receive(muLaw)
        if let loud = agentVoice.lastSound, let end = ledger.playbackEnd {
            deadAir.sound(until: end - (agentVoice.position - loud).playingTime)
        }
        guard ledger.buffer.sentByteCount - markedPosition >= Self.markSpacing else { return [] }
        return [.sendMark(responses.innerMark())]
    }

    /// A mark went to the caller.
    mutating func markSent(_ name: String, at now: Instant) {
        ledger.markSent(name, at: now)
        markedPosition = ledger.buffer.sentByteCount
    }

    /// A `finishResponse` was carried out, and its mark is sent.
    mutating func responseFinished(mark: String, at now: Instant) {
        ledger.close(at: now)
        markSent(mark, at: now)
    }

    /// A sound of our own begins; it stands between what was sent before and what comes after.
    mutating func ownSoundBegins(_ source: SoundAccount.Source, keys: TouchToneSound? = nil) {
        let account = ledger.open(source)
        if let keys { touchTones.sent(keys, account: account) }
    }

    /// It was sent.
    mutating func ownSoundEnded(at now: Instant) -> [CallAction] {
        ledger.close(at: now)
        return [.sendMark(responses.ownMark())]
    }

    /// Where on the stream's own timeline a stretch was played, in samples.
    func sample(of stretch: PlayedStretch) -> Int {
        guard let zero = streamClock.zero else { return 0 }
        return max(0, zero.duration(to: stretch.start + (ledger.roundTrip ?? .zero)).samples)
    }

    /// What became of responses is written down as soon as it is known.
    mutating func settle(at now: Instant) -> [CallAction] {
        ledger.advance(to: now)
        var actions: [CallAction] = []
        while let account = ledger.takeSettled(at: now, grace: limits.drainGrace) {
            actions += settled(account)
        }
        return actions
    }

    /// The stream has ended: what was not played by then will not be heard.
    mutating func settleAll() -> [CallAction] {
        let accounts = ledger.takeAll()
        let heard = accounts.flatMap { settled($0) } + turns.unspoken(before: nil).map { .record(.agentHeard($0)) }
        let totals = ledger.totals
        guard totals.received > 0 else { return heard }
        let counts = SoundCounts(
            received: totals.received, played: totals.played, cleared: totals.cleared, dropped: totals.dropped)
        return heard + [.record(.sound(counts))]
    }

    private mutating func settled(_ account: SoundAccount) -> [CallAction] {
        let played = ledger.played(of: account)
        if account.source == .touchTones { touchTones.settled(account.number, played: played) }
        return turns.settled(account, played: played).map { [.record(.agentHeard($0))] } ?? []
    }

    private mutating func latency() -> [CallAction] {
        guard let number = turnClock.account, let account = ledger.accounts.first(where: { $0.number == number }),
            ledger.played(of: account) > 0,
            let latency = turnClock.played(account: number, roundTrip: ledger.roundTrip ?? .zero)
        else { return [] }
        return [.record(.turnLatency(latency))]
    }

    /// A goodbye that the caller answers is none: while the agent is still there to listen, the talk goes on.
    private mutating func callOffHangUp(at now: Instant) -> [CallAction] {
        guard limits.goodbyeYields, case .draining(let end, let since, nil) = state, agent == .open,
            end.reason == .agentEnded, caller.isSpeaking, let start = caller.speechStart, start > since
        else { return [] }
        state = .talking
        return [.record(.hangUpCalledOff)]
    }
}
