import Calls

/// Decides what becomes of a call that nobody looks after: no stream is live, and its last news is old.
///
/// 1. Twilio says that it ended: so it did, and the reason follows from how far it had come.
/// 2. Twilio says that it goes on. Where a stream started, that stream is dead and nobody speaks to whoever is on the
///    line: the call is hung up. Where it was answered and no stream came, likewise. Where it was not answered yet, its
///    webhooks are still to come, and it is left alone.
/// 3. Twilio does not know it, or there is nothing to ask by. A call that was answered has ended; one that was not has
///    failed, and whether it was dialled stays uncertain.
/// 4. Twilio does not answer. Where a stream started, that stream is dead all the same; any other call can wait.
struct Settlement {
    /// What there is to know.
    enum News: Hashable {
        case ended(CallStatus, duration: Int?)
        case goesOn
        case none
        case silence
    }

    /// What is to be done.
    struct Verdict: Equatable {
        var hangUp = false
        var events: [CallEvent.Kind] = []
    }

    let call: CallRecord
    let trace: CallTrace

    private var wasAnswered: Bool { trace.hadStream || call.status == .inProgress || call.status == .completed }

    func verdict(_ news: News) -> Verdict {
        // Where only the reason is missing there is nothing to ask.
        if call.status.isTerminal { return Verdict(events: end(answered: call.status == .completed)) }
        switch news {
        case .ended(let status, let duration):
            return Verdict(
                events: [.status(status, duration: duration)] + end(answered: status == .completed))
        case .goesOn where wasAnswered:
            return Verdict(hangUp: true, events: [.status(.completed, duration: nil)] + end(answered: true))
        case .goesOn:
            return Verdict()
        case .silence where !trace.hadStream:
            return Verdict()
        case .none where wasAnswered, .silence:
            return Verdict(events: [.status(.completed, duration: nil)] + end(answered: true))
        case .none:
            return Verdict(events: [.status(.failed, duration: nil)] + end(.dialUncertain))
        }
    }

    private func end(answered: Bool) -> [CallEvent.Kind] {
        end(answered ? (trace.hadStream ? .bridgeRestart : .noStream) : .notAnswered)
    }

    private func end(_ reason: CallEndReason) -> [CallEvent.Kind] {
        call.endReason == nil ? [.ended(reason, detail: "settled without the relay")] : []
    }
}
