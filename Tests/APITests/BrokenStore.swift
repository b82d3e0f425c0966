import Calls
import FoundationEssentials

/// A store of which some parts do not work.
struct BrokenStore: CRMStore {
    enum Part {
        case addCall
        case flush
        case reads
        /// Everything but calls.
        case writes
    }

    private let store: SQLiteStore
    private let failing: Set<Part>
    /// Of a process that dies in the middle of a step.
    private let life: Life?

    init(_ store: SQLiteStore, failing: Set<Part> = [], life: Life? = nil) {
        self.store = store
        self.failing = failing
        self.life = life
    }

    private func need(_ part: Part) throws(CallStoreError) {
        if failing.contains(part) { throw .full }
    }

    func record(_ event: CallEvent) {
        if life?.isEnding != true { store.record(event) }
    }

    func flush() async throws(CallStoreError) {
        try need(.flush)
        await life?.begin()
        try await store.flush()
        await life?.end()
    }

    func committedEvents() -> AsyncStream<CallEvent> { store.committedEvents() }

    func add(
        _ call: CallRecord, lead: Lead?, noting audit: AuditEntry?
    ) async throws(CallStoreError) -> CallRecord {
        try need(.addCall)
        return try await store.add(call, lead: lead, noting: audit)
    }

    func call(_ id: RecordID) async throws(CallStoreError) -> CallRecord? {
        try need(.reads)
        return try await store.call(id)
    }

    func call(twilioCallSID: String) async throws(CallStoreError) -> CallRecord? {
        try need(.reads)
        return try await store.call(twilioCallSID: twilioCallSID)
    }

    func call(conversationID: String) async throws(CallStoreError) -> CallRecord? {
        try need(.reads)
        return try await store.call(conversationID: conversationID)
    }

    func unfinishedCalls() async throws(CallStoreError) -> [CallRecord] {
        try need(.reads)
        return try await store.unfinishedCalls()
    }

    func events(of call: RecordID) async throws(CallStoreError) -> [CallEvent] {
        try need(.reads)
        return try await store.events(of: call)
    }

    // MARK: Calls as their logs show them

    func callLog(_ id: RecordID, of user: RecordID) async throws(CallStoreError) -> CallLog? {
        try need(.reads)
        return try await store.callLog(id, of: user)
    }

    func callLog(twilioCallSID: String, of user: RecordID) async throws(CallStoreError) -> CallLog? {
        try need(.reads)
        return try await store.callLog(twilioCallSID: twilioCallSID, of: user)
    }

    func callLogs(_ query: CallQuery) async throws(CallStoreError) -> Page<CallLog> {
        try need(.reads)
        return try await store.callLogs(query)
    }

    func listedCalls(_ query: CallQuery) async throws(CallStoreError) -> Page<ListedCall> {
        try need(.reads)
        return try await store.listedCalls(query)
    }

    func analytics(_ query: AnalyticsQuery) async throws(CallStoreError) -> CallAnalytics {
        try need(.reads)
        return try await store.analytics(query)
    }

    // MARK: Agents

    func add(_ agent: Agent, noting audit: AuditEntry?) async throws(CallStoreError) -> Agent {
        try need(.writes)
        return try await store.add(agent, noting: audit)
    }

    func changeAgent(
        _ id: RecordID, of user: RecordID, noting audit: AuditEntry?, _ change: @Sendable (inout Agent) -> Void
    ) async throws(CallStoreError) -> Agent? {
        try need(.writes)
        return try await store.changeAgent(id, of: user, noting: audit, change)
    }

    func removeAgent(
        _ id: RecordID, of user: RecordID, at date: Date, noting audit: AuditEntry?
    ) async throws(CallStoreError) -> Removal? {
        try need(.writes)
        return try await store.removeAgent(id, of: user, at: date, noting: audit)
    }

    func agents() async throws(CallStoreError) -> [Agent] {
        try need(.reads)
        return try await store.agents()
    }

    func agents(
        of user: RecordID, includingArchived: Bool, after: RecordID?, limit: Int
    ) async throws(CallStoreError) -> Page<Agent> {
        try need(.reads)
        return try await store.agents(of: user, includingArchived: includingArchived, after: after, limit: limit)
    }

    func agent(_ id: RecordID) async throws(CallStoreError) -> Agent? {
        try need(.reads)
        return try await store.agent(id)
    }

    func agent(elevenLabsAgentID: String, of user: RecordID) async throws(CallStoreError) -> Agent? {
        try need(.reads)
        return try await store.agent(elevenLabsAgentID: elevenLabsAgentID, of: user)
    }

    // MARK: Leads

    func save(_ lead: Lead) async throws(CallStoreError) -> Lead {
        try need(.writes)
        return try await store.save(lead)
    }

    func changeLead(
        _ id: RecordID, of user: RecordID, _ change: @Sendable (inout Lead) -> Void
    ) async throws(CallStoreError) -> Lead? {
        try need(.writes)
        return try await store.changeLead(id, of: user, change)
    }

    func removeLead(_ id: RecordID, of user: RecordID, at date: Date) async throws(CallStoreError) -> Removal? {
        try need(.writes)
        return try await store.removeLead(id, of: user, at: date)
    }

    func lead(_ id: RecordID) async throws(CallStoreError) -> Lead? {
        try need(.reads)
        return try await store.lead(id)
    }

    func leads(
        of user: RecordID, phoneNumber: String?, includingArchived: Bool, after: RecordID?, limit: Int
    ) async throws(CallStoreError) -> Page<Lead> {
        try need(.reads)
        return try await store.leads(
            of: user, phoneNumber: phoneNumber, includingArchived: includingArchived, after: after, limit: limit)
    }

    // MARK: Users, keys and what was done with them

    func user(named name: String, or new: User) async throws(CallStoreError) -> User {
        try need(.writes)
        return try await store.user(named: name, or: new)
    }

    func users() async throws(CallStoreError) -> [User] {
        try need(.reads)
        return try await store.users()
    }

    func add(_ key: APIKey, noting audit: AuditEntry?) async throws(CallStoreError) {
        try need(.writes)
        try await store.add(key, noting: audit)
    }

    func key(_ id: RecordID) async throws(CallStoreError) -> APIKey? {
        try need(.reads)
        return try await store.key(id)
    }

    func keys() async throws(CallStoreError) -> [APIKey] {
        try need(.reads)
        return try await store.keys()
    }

    func revokeKey(
        _ id: RecordID, at date: Date, noting audit: AuditEntry?
    ) async throws(CallStoreError) -> APIKey? {
        try need(.writes)
        return try await store.revokeKey(id, at: date, noting: audit)
    }

    func noteUse(of key: RecordID, at date: Date) async throws(CallStoreError) {
        try need(.writes)
        try await store.noteUse(of: key, at: date)
    }

    func note(_ audit: AuditEntry) async throws(CallStoreError) {
        try need(.writes)
        try await store.note(audit)
    }

    func audit(
        of user: RecordID, after: RecordID?, limit: Int
    ) async throws(CallStoreError) -> Page<AuditEntry> {
        try need(.reads)
        return try await store.audit(of: user, after: after, limit: limit)
    }

    // MARK: Intents and jobs

    func ask(for order: DialOrder) async throws(CallStoreError) -> DialOrder.Outcome {
        try need(.addCall)
        await life?.begin()
        let result = try await store.ask(for: order)
        await life?.end()
        return result
    }

    func ask(for order: DialOrder, row: RecordID) async throws(CallStoreError) -> DialOrder.Outcome {
        try need(.addCall)
        await life?.begin()
        let result = try await store.ask(for: order, row: row)
        await life?.end()
        return result
    }

    func askAgain(for call: RecordID, at date: Date) async throws(CallStoreError) -> Bool {
        try need(.addCall)
        await life?.begin()
        let result = try await store.askAgain(for: call, at: date)
        await life?.end()
        return result
    }

    func release(_ call: RecordID) async throws(CallStoreError) {
        try need(.writes)
        await life?.begin()
        try await store.release(call)
        await life?.end()
    }

    func openDials() async throws(CallStoreError) -> [DialIntent] {
        try need(.reads)
        await life?.begin()
        let result = try await store.openDials()
        await life?.end()
        return result
    }

    func idempotencyRecord(_ key: String, of user: RecordID) async throws(CallStoreError) -> IdempotencyRecord? {
        try need(.reads)
        await life?.begin()
        let result = try await store.idempotencyRecord(key, of: user)
        await life?.end()
        return result
    }

    func keep(
        _ answer: IdempotencyRecord.Answer, under key: String, of user: RecordID
    ) async throws(CallStoreError) {
        try need(.writes)
        await life?.begin()
        try await store.keep(answer, under: key, of: user)
        await life?.end()
    }

    func add(
        _ job: BulkJob, rows: [DialIntent], key: IdempotencyRecord?, noting audit: AuditEntry?
    ) async throws(CallStoreError) -> IdempotencyRecord? {
        try need(.writes)
        await life?.begin()
        let result = try await store.add(job, rows: rows, key: key, noting: audit)
        await life?.end()
        return result
    }

    func job(_ id: RecordID) async throws(CallStoreError) -> BulkJob? {
        try need(.reads)
        await life?.begin()
        let result = try await store.job(id)
        await life?.end()
        return result
    }

    func runningJobs() async throws(CallStoreError) -> [BulkJob] {
        try need(.reads)
        await life?.begin()
        let result = try await store.runningJobs()
        await life?.end()
        return result
    }

    func move(
        _ job: RecordID, from: Set<BulkJob.State>, to state: BulkJob.State, because reason: String?, at date: Date
    ) async throws(CallStoreError) -> BulkJob? {
        try need(.writes)
        await life?.begin()
        let result = try await store.move(job, from: from, to: state, because: reason, at: date)
        await life?.end()
        return result
    }

    func plannedRows(of job: RecordID, after line: Int, limit: Int) async throws(CallStoreError) -> [DialIntent] {
        try need(.reads)
        await life?.begin()
        let result = try await store.plannedRows(of: job, after: line, limit: limit)
        await life?.end()
        return result
    }

    func progress(of job: RecordID) async throws(CallStoreError) -> BulkProgress {
        try need(.reads)
        await life?.begin()
        let result = try await store.progress(of: job)
        await life?.end()
        return result
    }

    func rows(of job: RecordID, after line: Int, limit: Int) async throws(CallStoreError) -> [BulkRow] {
        try need(.reads)
        await life?.begin()
        let result = try await store.rows(of: job, after: line, limit: limit)
        await life?.end()
        return result
    }
}
