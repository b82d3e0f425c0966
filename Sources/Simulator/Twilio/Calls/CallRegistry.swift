import Synchronization
import Twilio

/// The calls as the REST API shows them, and the way to each one that is under way. The last sixteen thousand are kept.
final class CallRegistry: Sendable {
    private struct Entry {
        var resource: CallResource
        var commands: AsyncStream<CallCommand>.Continuation?
    }

    private struct State {
        var entries: [String: Entry] = [:]
        /// SIDs, oldest first.
        var order: [String] = []
    }

    private static let capacity = 16_384
    private let state = Mutex(State())

    /// Takes a call in; its commands come through the stream, which ends with the call.
    func add(_ resource: CallResource) -> AsyncStream<CallCommand> {
        let (stream, continuation) = AsyncStream.makeStream(of: CallCommand.self)
        state.withLock { state in
            state.entries[resource.sid] = Entry(resource: resource, commands: continuation)
            state.order.append(resource.sid)
            if state.order.count > Self.capacity { state.entries[state.order.removeFirst()] = nil }
        }
        return stream
    }

    /// A call, whether under way or over.
    func call(_ sid: String) -> CallResource? { state.withLock { $0.entries[sid]?.resource } }

    /// All calls, newest first, as the API lists them.
    func all() -> [CallResource] {
        state.withLock { state in state.order.reversed().compactMap { state.entries[$0]?.resource } }
    }

    /// Notes what has become of a call.
    func update(_ sid: String, _ change: (inout CallResource) -> Void) {
        state.withLock { state in
            guard var entry = state.entries[sid] else { return }
            change(&entry.resource)
            state.entries[sid] = entry
        }
    }

    /// Orders a call to do something; `false` where it is over.
    func command(_ sid: String, _ command: CallCommand) -> Bool {
        let commands = state.withLock { $0.entries[sid]?.commands }
        guard let commands else { return false }
        commands.yield(command)
        return true
    }

    /// Ends every call under way and names them.
    func endAll() -> [String] {
        let live = state.withLock { $0.entries.filter { $0.value.commands != nil } }
        for entry in live.values { entry.commands?.yield(.end) }
        return Array(live.keys)
    }

    /// The call takes no more commands.
    func close(_ sid: String) {
        let commands = state.withLock { state in
            defer { state.entries[sid]?.commands = nil }
            return state.entries[sid]?.commands
        }
        commands?.finish()
    }
}
