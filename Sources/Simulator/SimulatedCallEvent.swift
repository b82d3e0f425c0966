/// News of a simulated call or conversation, for tests and for people who watch.
public enum SimulatedCallEvent: Hashable, Sendable {
    /// An order for a call was taken.
    case placed(callSID: String, to: String)
    /// The call's status changed: `initiated`, `ringing`, `in-progress` or one of the last ones.
    case status(callSID: String, String)
    /// A Media Stream was opened.
    case streamStarted(callSID: String, streamSID: String)
    /// A Media Stream ended.
    case streamEnded(StreamReport)
    /// A call ended and its last webhook was answered.
    case callEnded(CallReport)
    /// An agent's conversation began.
    case conversationStarted(conversationID: String)
    /// An agent's conversation ended.
    case conversationEnded(AgentReport)
}
