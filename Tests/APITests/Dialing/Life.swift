import Synchronization

/// How many steps a process lives for; before and after each thing it does there is one. What asks for one more never
/// returns, as in a process that was killed: nothing it would have done is done.
final class Life: Sendable {
    private struct State {
        var taken = 0
        /// What was begun and not ended: a death waits for it, for nothing of a dead process is still under way.
        var underWay = 0
    }

    private static let dead = Mutex<[UnsafeContinuation<Void, Never>]>([])

    private let limit: Int
    private let state = Mutex(State())

    init(steps limit: Int) { self.limit = limit }

    var isOver: Bool { state.withLock { $0.taken >= limit && $0.underWay == 0 } }
    var isEnding: Bool { state.withLock { $0.taken >= limit } }
    var steps: Int { state.withLock { $0.taken } }

    func begin() async { await step(1) }
    func end() async { await step(-1) }

    private func step(_ change: Int) async {
        let isAlive = state.withLock { state in
            if change < 0 { state.underWay += change }
            guard state.taken < limit else { return false }
            state.taken += 1
            if change > 0 { state.underWay += change }
            return true
        }
        guard !isAlive else { return }
        // Never resumed, cancelled or not; kept, so that what died is not taken for a leak.
        await withUnsafeContinuation { continuation in Self.dead.withLock { $0.append(continuation) } }
    }
}
