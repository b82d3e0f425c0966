/// Where calls are kept. What it returns is durable; what it is given is durable before anyone is shown it.
public protocol CallStore: Sendable {
    /// Takes an event down. Never waits: it is committed with others soon after, in the order given.
    func record(_ event: CallEvent)
    /// Returns when every event recorded before is durable.
    func flush() async throws(CallStoreError)
    /// Hears events, in order, after they are durable; ends with the task.
    func committedEvents() -> AsyncStream<CallEvent>

    /// Adds an agent; durable when it returns.
    func add(_ agent: Agent) async throws(CallStoreError)
    /// All agents, oldest first.
    func agents() async throws(CallStoreError) -> [Agent]
    /// One agent.
    func agent(_ id: RecordID) async throws(CallStoreError) -> Agent?

    /// Adds a call and, where given, its lead, together; durable when it returns.
    func add(_ call: CallRecord, lead: Lead?) async throws(CallStoreError)
    /// One lead.
    func lead(_ id: RecordID) async throws(CallStoreError) -> Lead?
    /// One call by our id.
    func call(_ id: RecordID) async throws(CallStoreError) -> CallRecord?
    /// One call by Twilio's call SID.
    func call(twilioCallSID: String) async throws(CallStoreError) -> CallRecord?
    /// Calls that have not ended, oldest first.
    func unfinishedCalls() async throws(CallStoreError) -> [CallRecord]
    /// What happened in a call, in order.
    func events(of call: RecordID) async throws(CallStoreError) -> [CallEvent]
}
