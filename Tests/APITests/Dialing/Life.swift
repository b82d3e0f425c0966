import Synchronization

/// How many steps a process lives for. What asks for one more never returns, as in a process that was killed: nothing it
/// would have done is done.
final class Life: Sendable {
    private let limit: Int
    private let taken = Mutex(0)

    init(steps limit: Int) { self.limit = limit }

    var isOver: Bool { taken.withLock { $0 >= limit } }
    var steps: Int { taken.withLock { $0 } }

    func step() async {
        let isAlive = taken.withLock { taken in
            guard taken < limit else { return false }
            taken += 1
            return true
        }
        while !isAlive { try? await Task.sleep(for: .seconds(86_400)) }
    }
}
