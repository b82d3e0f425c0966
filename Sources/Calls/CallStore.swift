/// Where calls are kept. What it returns is durable; what it is given is durable before anyone is shown it.
public protocol CallStore: Sendable {
    /// Takes an event down. Never waits: it is committed with others soon after, in the order given.
    func record(_ event: CallEvent)
    /// Returns when every event recorded before is durable.
    func flush() async throws(CallStoreError)
    /// Hears events, in order, after they are durable; ends with the task.
    func committedEvents() -> AsyncStream<CallEvent>

    /// Adds a call and, where given, its lead, together with a note of who ordered it; durable when it returns.
    ///
    /// - Returns: the call as it was written. A lead whose number its user has written down before is that lead
    ///   (`LeadStore.save`), and the call names it.
    @discardableResult
    func add(_ call: CallRecord, lead: Lead?, noting audit: AuditEntry?) async throws(CallStoreError) -> CallRecord
    /// One call by our id, whoever's it is.
    func call(_ id: RecordID) async throws(CallStoreError) -> CallRecord?
    /// One call by Twilio's call SID, whoever's it is.
    func call(twilioCallSID: String) async throws(CallStoreError) -> CallRecord?
    /// One call by the vendor's id of its conversation, whoever's it is.
    func call(conversationID: String) async throws(CallStoreError) -> CallRecord?
    /// Calls that have not ended, oldest first.
    func unfinishedCalls() async throws(CallStoreError) -> [CallRecord]
    /// What happened in a call, in order.
    func events(of call: RecordID) async throws(CallStoreError) -> [CallEvent]
}

extension CallStore {
    /// Adds a call that nobody ordered, or whose order needs no note.
    @discardableResult
    public func add(_ call: CallRecord, lead: Lead?) async throws(CallStoreError) -> CallRecord {
        try await add(call, lead: lead, noting: nil)
    }
}
