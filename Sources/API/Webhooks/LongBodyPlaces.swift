import Synchronization

/// How many long bodies may be held at once. Whoever sends one is believed only when its end has come, so a stranger could
/// have us hold as many as there are connections.
final class LongBodyPlaces: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) { free = Mutex(count) }

    /// Takes a place; `false` where there is none.
    func take() -> Bool {
        free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    func giveBack() { free.withLock { $0 += 1 } }
}
