/// A call with all that its log shows.
public struct CallLog: Sendable, Hashable {
    /// The call.
    public var call: CallRecord
    /// Its agent, where that is a registered one.
    public var agent: Agent?
    /// Its lead, where it has one.
    public var lead: Lead?
    /// What happened in it that is shown, in order: what was said and done. What only moved its status is in the call.
    public var events: [CallEvent]

    /// Makes a log.
    public init(call: CallRecord, agent: Agent?, lead: Lead?, events: [CallEvent]) {
        self.call = call
        self.agent = agent
        self.lead = lead
        self.events = events
    }
}
