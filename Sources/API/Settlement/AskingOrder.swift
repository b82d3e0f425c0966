import Calls
import Synchronization

/// Whose turn it is when there are more silent calls than Twilio is to be asked after at a time: those not asked yet, and
/// then those asked longest ago.
final class AskingOrder: Sendable {
    private struct State {
        var round = 0
        var lastRound: [RecordID: Int] = [:]
    }

    private let state = Mutex(State())

    /// Up to so many of these calls; the next time it is the turn of others.
    func next(_ limit: Int, of calls: [RecordID]) -> Set<RecordID> {
        state.withLock { state in
            state.round += 1
            // Calls that are no longer silent are forgotten.
            let known = Set(calls)
            state.lastRound = state.lastRound.filter { known.contains($0.key) }
            let chosen = calls.sorted { one, other in
                let (first, second) = (state.lastRound[one] ?? 0, state.lastRound[other] ?? 0)
                return first == second ? one < other : first < second
            }.prefix(limit)
            for call in chosen { state.lastRound[call] = state.round }
            return Set(chosen)
        }
    }
}
