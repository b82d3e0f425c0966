/// A call as a list shows it: as text, with what may change without the call.
public struct ListedCall: Sendable {
    /// Who was called.
    public struct Lead: Sendable, Hashable {
        /// The lead.
        public var id: RecordID
        /// Its name.
        public var name: String
        /// Its telephone number.
        public var phoneNumber: String
        /// What is known about it.
        public var notes: String
    }

    /// The call.
    public var id: RecordID
    /// ElevenLabs' id of its agent.
    public var elevenLabsAgentID: String
    /// Its agent, where that is a registered one.
    public var agent: Agent?
    /// Its lead, where it has one.
    public var lead: Lead?
    /// What a minute of it costs, where it says.
    public var costPerMinute: Money?
    /// Begun minutes, as telephony bills them; `nil` until it has ended.
    public var minutes: Int?
    /// The call and what happened in it, as the store's `CallRendering` writes them.
    public var text: [UInt8]
}
