extension CallRecord {
    /// Takes an event in: how a call's log follows from what happened. `false` where it says nothing that was not known,
    /// as a callback that comes twice; such an event is not kept.
    ///
    /// 1. The status moves only forward (`CallStatus.advances`), so that late and doubled news change nothing.
    /// 2. The first end is the reason, and the only one kept; what comes after is what the end brought about.
    /// 3. The relay's end is not the call's: Twilio says when that was. Behind a direct stream there is no Twilio, and the
    ///    end of the stream is all there will be.
    @discardableResult
    mutating func apply(_ event: CallEvent) -> Bool {
        let before = self
        take(event)
        switch event.kind {
        case .dialed, .status, .ended, .answeredBy:
            guard self != before else { return false }
        case .streamStarted, .conversationStarted, .userTranscript, .agentResponse, .agentCorrection, .agentHeard,
            .turnLatency, .interruption, .hangUpCalledOff, .sound, .toolCall, .toolResult, .toolReport, .keypad,
            .problem, .reportedProblem, .vendorReport, .frames:
            break
        }
        updatedAt = max(updatedAt, event.date)
        return true
    }

    private mutating func take(_ event: CallEvent) {
        switch event.kind {
        case .dialed(let sid):
            twilioCallSID = twilioCallSID ?? sid
        case .status(let next, let seconds):
            move(to: next, duration: seconds)
        case .streamStarted:
            // A stream is only ever connected to a call that was answered, whatever callback is still under way.
            move(to: .inProgress, duration: nil)
        case .conversationStarted(let id, _, _):
            conversationID = conversationID ?? id
        case .frames(let counts):
            frames = counts
        case .answeredBy(let word, _):
            answeredBy = answeredBy ?? word
        case .ended(let reason, let detail):
            end(reason, detail: detail, after: event.offset)
        case .userTranscript, .agentResponse, .agentCorrection, .agentHeard, .turnLatency, .interruption,
            .hangUpCalledOff, .sound, .toolCall, .toolResult, .toolReport,
            .keypad, .problem, .reportedProblem, .vendorReport:
            break
        }
    }

    private mutating func move(to next: CallStatus, duration seconds: Int?) {
        if status.advances(to: next) { status = next }
        // The same end told twice may bring the seconds only once.
        if next.isTerminal, status == next { duration = duration ?? seconds }
    }

    private mutating func end(_ reason: CallEndReason, detail: String, after offset: Duration) {
        guard endReason == nil else { return }
        endReason = reason
        endDetail = detail.isEmpty ? nil : detail
        if origin == .directStream {
            move(to: .completed, duration: Int((offset + .milliseconds(500)).components.seconds))
        }
    }
}
