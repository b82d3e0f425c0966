import Calls

/// How long the caller waited for one answer, in milliseconds; see `TurnLatency`.
struct TurnView: Encodable, Equatable {
    /// When the answer was heard, in seconds since the media stream started.
    let timeInCall: Double
    /// The whole wait.
    let latencyMs: Int
    /// The agent's part.
    let agentMs: Int
    /// Ours, and the way to the telephone.
    let bridgeMs: Int

    init?(_ event: CallEvent) {
        guard case .turnLatency(let latency) = event.kind else { return nil }
        timeInCall = event.timeInCall
        latencyMs = latency.totalMilliseconds
        agentMs = latency.agentMilliseconds
        bridgeMs = latency.bridgeMilliseconds
    }
}

extension SoundCounts {
    /// The account that a call's log ends with.
    init?(of events: [CallEvent]) {
        for event in events.reversed() {
            guard case .sound(let counts) = event.kind else { continue }
            self = counts
            return
        }
        return nil
    }
}
