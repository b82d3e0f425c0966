/// Why a call ended: the word in its log. Every end has one.
public enum CallEndReason: String, Sendable, CaseIterable {
    /// The person hung up.
    case callerHungUp = "caller-hung-up"
    /// The agent closed the conversation as intended (1000), and was heard to the end.
    case agentEnded = "agent-ended"
    /// The agent's socket was refused after the upgrade (1008, 3000, 4300) or never got that far.
    case agentRefused = "agent-refused"
    /// No connection to the agent.
    case agentUnreachable = "agent-unreachable"
    /// The agent never sent its metadata.
    case agentSilent = "agent-silent"
    /// The agent's socket was lost or closed with an error in mid-call.
    case agentDropped = "agent-dropped"
    /// The agent announced an audio format that is not among the seven.
    case unsupportedFormat = "unsupported-format"
    /// The media socket was lost without `stop`.
    case streamLost = "stream-lost"
    /// Twilio sent no media for too long.
    case streamSilent = "stream-silent"
    /// A second stream for the same call, or a `start` that is not what TwiML asked for.
    case streamRefused = "stream-refused"
    /// Neither side made a sound for too long.
    case deadAir = "dead-air"
    /// The longest call allowed.
    case maximumDuration = "maximum-duration"
    /// Bytes for Twilio piled up beyond every bound.
    case streamCongested = "stream-congested"
    /// Twilio refused to dial.
    case dialRefused = "dial-refused"
    /// Whether Twilio dialled is not known and nothing was heard of the call.
    case dialUncertain = "dial-uncertain"
    /// Busy, no answer, failed or canceled before it was answered.
    case notAnswered = "not-answered"
    /// Answered, but no stream came.
    case noStream = "no-stream"
    /// Ended through the API.
    case hungUpByUser = "hung-up-by-user"
    /// The bridge went down in good order.
    case bridgeShutdown = "bridge-shutdown"
    /// The bridge died during the call and settled it when it came back.
    case bridgeRestart = "bridge-restart"
}
