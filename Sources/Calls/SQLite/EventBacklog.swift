import Synchronization

/// Events that wait for the writer, in order, up to a bound in bytes.
///
/// At the bound new events are not taken, since what came before explains what comes after. They are counted for each
/// call, and the first thing that is written of the call again says how many are missing.
final class EventBacklog: Sendable {
    /// What became of an event.
    enum Outcome: Equatable {
        /// Taken; the writer is on its way.
        case queued
        /// Taken, and the caller must send for the writer.
        case startWriter
        /// Not taken; `first` where those before it were.
        case lost(first: Bool)
    }

    private struct Loss {
        var count = 0
        var last: CallEvent
    }

    private struct State {
        var events: [CallEvent] = []
        var losses: [RecordID: Loss] = [:]
        /// Of events that wait or are being written.
        var byteCount = 0
        var hasWriter = false
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: bytes that may wait.
    init(limit: Int) { self.limit = limit }

    func add(_ event: CallEvent) -> Outcome {
        state.withLock { state in
            let cost = event.byteCost
            guard state.byteCount == 0 || state.byteCount + cost <= limit else {
                let isFirst = state.losses.isEmpty
                state.losses[event.callID, default: Loss(last: event)].count += 1
                state.losses[event.callID]?.last = event
                return .lost(first: isFirst)
            }
            state.byteCount += cost
            state.events.append(event)
            defer { state.hasWriter = true }
            return state.hasWriter ? .queued : .startWriter
        }
    }

    /// Everything that waits; it counts against the bound until `written`.
    ///
    /// - Parameter writerStays: `false` where a writer that gets nothing goes away, and must be sent for again.
    func take(writerStays: Bool) -> [CallEvent] {
        state.withLock { state in
            let holes = state.losses.values.map { Self.hole(count: $0.count, after: $0.last) }
            state.byteCount += holes.reduce(0) { $0 + $1.byteCost }
            let events = state.events + holes
            state.events = []
            state.losses = [:]
            if events.isEmpty, !writerStays { state.hasWriter = false }
            return events
        }
    }

    /// These events no longer wait.
    func written(_ events: [CallEvent]) {
        let bytes = events.reduce(0) { $0 + $1.byteCost }
        state.withLock { $0.byteCount -= bytes }
    }

    private static func hole(count: Int, after last: CallEvent) -> CallEvent {
        CallEvent(
            callID: last.callID, date: last.date, offset: last.offset,
            kind: .problem(
                code: "events-lost", message: "\(count) events are missing here: the store could not be written"))
    }
}

extension CallEvent {
    /// About the memory it takes while it waits.
    fileprivate var byteCost: Int {
        let texts =
            switch kind {
            case .userTranscript(let text, _): text.utf8.count
            case .agentResponse(let text, _, _): text.utf8.count
            case .agentCorrection(let original, let corrected, _): original.utf8.count + corrected.utf8.count
            case .agentHeard(let heard): heard.text.utf8.count + heard.heard.utf8.count
            case .toolCall(_, _, let parameters): parameters.utf8.count
            case .toolResult(_, let result, _): result.utf8.count
            case .problem(_, let message), .reportedProblem(_, let message): message.utf8.count
            case .vendorReport(let report): report.byteCost
            case .ended(_, let detail): detail.utf8.count
            case .dialed, .status, .streamStarted, .conversationStarted, .interruption, .toolReport, .keypad, .frames,
                .turnLatency, .hangUpCalledOff, .sound, .answeredBy:
                0
            }
        return 256 + texts
    }
}
