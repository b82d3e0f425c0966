import Synchronization

/// Hands committed events to everyone who listens.
final class EventBroadcast: Sendable {
    /// Events a listener may fall behind; one who falls further hears the end instead of a stream with a hole in it.
    static let listenerLimit = 16_384

    private struct State {
        var nextID = 0
        var listeners: [Int: AsyncStream<CallEvent>.Continuation] = [:]
    }

    private let state = Mutex(State())

    func listen() -> AsyncStream<CallEvent> {
        let (stream, listener) = AsyncStream.makeStream(
            of: CallEvent.self, bufferingPolicy: .bufferingOldest(Self.listenerLimit))
        let id = state.withLock { state in
            state.nextID += 1
            state.listeners[state.nextID] = listener
            return state.nextID
        }
        listener.onTermination = { [weak self] _ in self?.remove(id) }
        return stream
    }

    /// Called by one writer only, which gives the order.
    func send(_ events: [CallEvent]) {
        let listeners = state.withLock { $0.listeners }
        for listener in listeners.values {
            for event in events {
                if case .dropped = listener.yield(event) {
                    listener.finish()
                    break
                }
            }
        }
    }

    func finish() {
        for listener in state.withLock({ $0.listeners }).values { listener.finish() }
    }

    private func remove(_ id: Int) {
        state.withLock { $0.listeners[id] = nil }
    }
}
