import Calls

/// What the ticket that a stream brought was worth.
enum Admission: Hashable {
    /// It may talk to this agent.
    case admitted(StreamTicket)
    /// The ticket was good, but its call has a stream already.
    case secondStream
    /// No ticket, or not a good one: nothing is done for it, nothing written down.
    case stranger
}

/// Why no socket to the agent could be opened.
struct AgentDialFailure: Hashable {
    /// `agentUnreachable` or `agentRefused`.
    var end: CallEnd
    /// Whether the same attempt might succeed a moment later.
    var isWorthRepeating: Bool
}
