/// How a simulated agent is set up, as its vendor's REST API shows it; it changes nothing of what the agent does.
public struct AgentProfile: Hashable, Sendable {
    /// What people call it.
    public var name = "Simulated agent"
    /// Its first words.
    public var firstMessage = "Hello {{lead_name}}, how can I help?"
    /// Its prompt.
    public var prompt = "You are a helpful assistant. The caller is {{caller_number}}."
    /// The events sent to clients; `nil` leaves the list out.
    public var clientEvents: [String]? = [
        "conversation_initiation_metadata", "ping", "audio", "interruption", "user_transcript", "agent_response",
        "agent_response_correction", "agent_response_complete", "client_tool_call", "agent_tool_request",
        "agent_tool_response",
    ]
    /// Whether clients may override its first message.
    public var allowsFirstMessage = false
    /// Shown in place of the format it really speaks.
    public var shownOutputFormat: String?

    /// The usual one.
    public init() {}
}
