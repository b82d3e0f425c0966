/// What a Media Stream needs to know about its call: handed over in memory, so that a stream starts without the disk.
public struct StreamTicket: Sendable, Hashable {
    /// The call.
    public var callID: RecordID
    /// Twilio's call SID that the stream must name; empty where any will do.
    public var twilioCallSID: String
    /// ElevenLabs' own id of the agent.
    public var elevenLabsAgentID: String
    /// What the agent is told: names are the agent's dynamic variables.
    public var dynamicVariables: [String: String]
    /// Whether the call is recorded.
    public var records: Bool

    /// Makes a ticket.
    public init(
        callID: RecordID, twilioCallSID: String, elevenLabsAgentID: String, dynamicVariables: [String: String],
        records: Bool = false
    ) {
        self.callID = callID
        self.twilioCallSID = twilioCallSID
        self.elevenLabsAgentID = elevenLabsAgentID
        self.dynamicVariables = dynamicVariables
        self.records = records
    }
}
