import Synchronization

/// How many orders came, and how many of them were taken for each status callback: what whoever orders tells them apart by.
final class OrderBook: Sendable {
    private struct State {
        var count = 0
        var taken: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// The number of an order that has just come, from 0.
    func next() -> Int {
        state.withLock { state in
            defer { state.count += 1 }
            return state.count
        }
    }

    func take(_ callback: String) { state.withLock { $0.taken[callback, default: 0] += 1 } }

    var taken: [String: Int] { state.withLock { $0.taken } }
    var count: Int { state.withLock { $0.count } }
}
