/// What becomes of one frame of the caller's.
enum CallerFrameVerdict: Hashable {
    /// Convert it and send it to the agent.
    case toAgent
    /// Nothing: it is kept until the agent is there.
    case held
    /// Nothing: there is nobody to hear it.
    case dropped
}

/// What becomes of one sound message of the agent's.
enum AgentFrameVerdict: Hashable {
    /// Convert it and send it to the caller.
    case toCaller
    /// It belongs to another response than the one before: first tell ``CallStateMachine/responseEnded()``.
    case toCallerAsNewResponse
    /// Nothing: it is stale, or nobody can hear it.
    case dropped
    /// Nothing, and too much is waiting for Twilio already: tell ``CallStateMachine/streamOverflowed(at:)``.
    case overflow
}
