import Synchronization

/// Lets inbound calls in, as many as may: each is paid for from its first second, and anybody may call.
///
/// What it counts is memory: a restart forgets the day, not the calls that are live.
final class InboundGate: Sendable {
    /// What becomes of a call.
    enum Verdict: Hashable {
        case welcome
        /// As many as may be at once.
        case full
        /// As many as may be in a day, or as the caller may make in one, or at once.
        case enough
    }

    private let limits: APISettings.Inbound
    private let book = Mutex(InboundBook())

    init(_ limits: APISettings.Inbound) { self.limits = limits }

    /// Judges a call that comes in; one that is welcome is counted. `isLive` knows whose streams are open.
    func judge(
        _ callSID: String, from caller: String, at now: ContinuousClock.Instant, isLive: Set<String>
    ) -> Verdict {
        book.withLock { $0.judge(callSID, from: caller, at: now, isLive: isLive, limits) }
    }

    /// A call is over, or never began.
    func ended(_ callSID: String) { book.withLock { $0.ended(callSID) } }
}

/// Who called, and whose call may still be on.
struct InboundBook {
    /// From the answer to the webhook to the stream: the life of its ticket.
    static let arrival = Duration.seconds(60)
    static let day = Duration.seconds(24 * 60 * 60)
    /// Calls of one caller at once. A phone that was cut off calls again before the first call is given up.
    static let concurrentPerCaller = 3

    private struct Call {
        let callSID: String
        let caller: String
        let came: ContinuousClock.Instant
        var isOver = false
    }

    /// Those of the last day, in the order they came: no more than may come in a day.
    private var calls: [Call] = []

    mutating func judge(
        _ callSID: String, from caller: String, at now: ContinuousClock.Instant, isLive: Set<String>,
        _ limits: APISettings.Inbound
    ) -> InboundGate.Verdict {
        calls.removeAll { now - $0.came >= Self.day }
        let open = calls.filter { !$0.isOver && (isLive.contains($0.callSID) || now - $0.came < Self.arrival) }
        guard open.count < limits.concurrent else { return .full }
        guard calls.count < limits.daily, open.count(where: { $0.caller == caller }) < Self.concurrentPerCaller,
            calls.count(where: { $0.caller == caller }) < limits.dailyPerCaller
        else { return .enough }
        calls.append(Call(callSID: callSID, caller: caller, came: now))
        return .welcome
    }

    mutating func ended(_ callSID: String) {
        guard let index = calls.lastIndex(where: { $0.callSID == callSID }) else { return }
        calls[index].isOver = true
    }
}
