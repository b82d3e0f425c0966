import Calls
import WebSocket

extension CallStateMachine {
    /// Case 1: nobody we know.
    mutating func refuseStream(_ why: String) -> [CallAction] {
        state = .ended
        return (streamIsOpen ? [.closeStream(.policyViolation, reason: why)] : []) + [.retire]
    }

    /// Cases 2 and 3: `stop` and the end of the socket come in any order, or only one of them.
    mutating func streamGone(_ end: CallEnd, at now: Instant) -> [CallAction] {
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
            return cutShort(earlier, by: end, at: now)
        case .hangingUp(let earlier, _):
            return close(earlier, at: now)
        case .ended:
            return []
        }
    }

    /// The call was ending while its last words were played, and these will not be heard: why it ends does not change.
    mutating func cutShort(_ end: CallEnd, by other: CallEnd, at now: Instant) -> [CallAction] {
        Farewell(after: other.reason) == .none ? releaseAgent() + close(end, at: now) : self.end(end, at: now)
    }

    /// Cases 4 and 6: the agent's socket is closed or closes now, and what it said is played before the call ends.
    mutating func drain(_ end: CallEnd, latest: Instant?, at now: Instant) -> [CallAction] {
        let lastWords = responseEnded()
        guard !lastWords.isEmpty || ledger.awaitsMarks else { return self.end(end, at: now) }
        state = .draining(end, since: now, latest: latest)
        return lastWords + releaseAgent()
    }

    /// The last mark should be back soon after the last byte was played, by the clock. After `end_call` the agent has a while
    /// to say its farewell and close.
    func drainDeadline(since: Instant, latest: Instant?) -> Instant {
        let grace = agent == .open ? limits.agentFarewell : limits.drainGrace
        // An agent that goes on talking does not outlast the longest call.
        return (max(ledger.playbackEnd ?? since, since) + grace)
            .orSooner(latest ?? watch.durationDeadline.map { $0 + limits.longestDrain })
    }

    /// The relay is done: the agent's socket first, then the phone call, then the media socket.
    mutating func end(_ end: CallEnd, at now: Instant) -> [CallAction] {
        let farewell = Farewell(after: end.reason)
        let release = releaseAgent()
        guard canHangUp, farewell != .none else { return release + close(end, at: now) }
        state = .hangingUp(end, until: now + limits.hangUp)
        return release + [.hangUp(farewell)]
    }

    mutating func close(_ end: CallEnd, at now: Instant) -> [CallAction] {
        state = .ended
        hold.waitEnded()
        ledger.advance(to: now)
        // Twilio drops what it has not played when the stream ends, whoever ends it.
        if !streamIsOpen || streamHasStopped {
            ledger.stopped(sentBack: streamClock.unhindered(at: now))
        }
        let heard = settleAll()
        counts.dropped += held.takeAll().frames.count
        let code: CloseCode = end.reason == .bridgeShutdown ? .goingAway : .normal
        return (streamIsOpen ? [.closeStream(code, reason: "")] : [])
            + heard + [.record(.frames(counts)), .record(.ended(end.reason, detail: end.detail)), .retire]
    }

    mutating func releaseAgent() -> [CallAction] {
        defer { agent = .none }
        switch agent {
        case .none: return []
        case .dialing: return [.cancelDial]
        // A socket that is not read would not hear the answer to its close.
        case .open: return (watch.isCongested ? [.readAgent(true)] : []) + [.closeAgent(.normal)]
        }
    }

    func overdue(at now: Instant) -> CallEnd? {
        watch.failure(at: now) ?? (watch.isTooLong(at: now) ? CallEnd(.maximumDuration) : nil)
    }
}

extension ContinuousClock.Instant {
    /// The earlier of both, where there is another.
    func orSooner(_ other: Self?) -> Self { other.map { min(self, $0) } ?? self }
}
