import Calls

/// A store of which some parts do not work.
struct BrokenStore: CallStore {
    enum Part {
        case addCall
        case flush
        case reads
    }

    private let store: SQLiteStore
    private let failing: Set<Part>

    init(_ store: SQLiteStore, failing: Set<Part>) {
        self.store = store
        self.failing = failing
    }

    private func need(_ part: Part) throws(CallStoreError) {
        if failing.contains(part) { throw .full }
    }

    func record(_ event: CallEvent) { store.record(event) }

    func flush() async throws(CallStoreError) {
        try need(.flush)
        try await store.flush()
    }

    func committedEvents() -> AsyncStream<CallEvent> { store.committedEvents() }

    func add(_ agent: Agent) async throws(CallStoreError) { try await store.add(agent) }

    func agents() async throws(CallStoreError) -> [Agent] {
        try need(.reads)
        return try await store.agents()
    }

    func agent(_ id: RecordID) async throws(CallStoreError) -> Agent? {
        try need(.reads)
        return try await store.agent(id)
    }

    func add(_ call: CallRecord, lead: Lead?) async throws(CallStoreError) {
        try need(.addCall)
        try await store.add(call, lead: lead)
    }

    func lead(_ id: RecordID) async throws(CallStoreError) -> Lead? {
        try need(.reads)
        return try await store.lead(id)
    }

    func call(_ id: RecordID) async throws(CallStoreError) -> CallRecord? {
        try need(.reads)
        return try await store.call(id)
    }

    func call(twilioCallSID: String) async throws(CallStoreError) -> CallRecord? {
        try need(.reads)
        return try await store.call(twilioCallSID: twilioCallSID)
    }

    func unfinishedCalls() async throws(CallStoreError) -> [CallRecord] {
        try need(.reads)
        return try await store.unfinishedCalls()
    }

    func events(of call: RecordID) async throws(CallStoreError) -> [CallEvent] {
        try need(.reads)
        return try await store.events(of: call)
    }
}
