public import Telemetry

/// Calls in an SQLite database: one writer, which commits in groups, and two readers beside it that never wait for it: one
/// for what is found at once, one for what may take its time.
///
/// What a committed event survives is written in `docs/decisions/0002-durability.md`: `kill -9` and the loss of power.
public final class SQLiteStore: CRMStore {
    private let backlog: EventBacklog
    private let broadcast = EventBroadcast()
    let writer: StoreWriter
    let reader: StoreReader
    let searcher: StoreReader
    let columns = AnalyticsColumns()
    private let catchingUp: Task<Void, Never>
    private let log: Log

    /// Opens the database and brings its schema up to date; a missing file is made, readable by its owner only.
    ///
    /// Waits for the disk: call it at start. Throws `newerSchema` for a file that a newer version has written.
    /// - Parameter rendering: how settled calls are written for `listedCalls`; those written otherwise are written anew in
    ///   the background.
    public convenience init(path: String, rendering: CallRendering = .none, log: Log = .silent) throws(CallStoreError) {
        // 32 MiB is about a hundred thousand events: half an hour of 200 calls while the disk is full.
        try self.init(
            path: path, busyTimeout: .seconds(5), backlogLimit: 32 << 20, rendering: rendering, log: log)
    }

    init(
        path: String, busyTimeout: Duration, backlogLimit: Int, rendering: CallRendering = .none, log: Log = .silent
    ) throws(CallStoreError) {
        backlog = EventBacklog(limit: backlogLimit)
        self.log = log
        writer = try StoreWriter(
            path: path, busyTimeout: busyTimeout, backlog: backlog, broadcast: broadcast, rendering: rendering,
            columns: columns, log: log)
        reader = try StoreReader(path: path, busyTimeout: busyTimeout, rendering: rendering)
        searcher = try StoreReader(path: path, busyTimeout: busyTimeout, rendering: rendering)
        catchingUp = Task { [writer] in await writer.catchUp() }
    }

    deinit {
        catchingUp.cancel()
        broadcast.finish()
    }

    /// Takes an event down. Never waits: it is committed with others soon after, in the order given.
    ///
    /// While the database cannot be written, events wait in memory up to a bound; those beyond it are counted, and their
    /// call's log says how many are missing.
    public func record(_ event: CallEvent) {
        switch backlog.add(event) {
        case .queued: break
        case .startWriter: Task { [writer] in await writer.drain() }
        case .lost(let first):
            if first { log.error("call events are being lost: too many wait for the store") }
        }
    }

    /// Returns when every event recorded before is durable; throws where they are not, though they still may be later.
    public func flush() async throws(CallStoreError) { try await writer.flush() }

    /// Hears events, in order, after they are durable; ends with the task, or when its listener is 16,384 events behind.
    public func committedEvents() -> AsyncStream<CallEvent> { broadcast.listen() }

    /// Adds a call and, where given, its lead, together with a note of who ordered it; durable when it returns.
    @discardableResult
    public func add(
        _ call: CallRecord, lead: Lead?, noting audit: AuditEntry?
    ) async throws(CallStoreError) -> CallRecord {
        try await writer.add(call, lead: lead, noting: audit)
    }

    /// Adds many calls, each with its lead where given, all or none of them: one commit is as dear as another, whatever is
    /// in it.
    @discardableResult
    public func add(_ calls: [(call: CallRecord, lead: Lead?)]) async throws(CallStoreError) -> [CallRecord] {
        try await writer.add(calls)
    }

    /// One call by our id.
    public func call(_ id: RecordID) async throws(CallStoreError) -> CallRecord? { try await reader.call(id) }

    /// One call by Twilio's call SID; the latest, should it have been used more than once.
    public func call(twilioCallSID: String) async throws(CallStoreError) -> CallRecord? {
        try await reader.call(twilioCallSID: twilioCallSID)
    }

    /// One call by the vendor's id of its conversation; the latest, should there be several.
    public func call(conversationID: String) async throws(CallStoreError) -> CallRecord? {
        try await reader.call(conversationID: conversationID)
    }

    /// Calls that have no final status or no reason for their end, oldest first.
    public func unfinishedCalls() async throws(CallStoreError) -> [CallRecord] { try await reader.unfinishedCalls() }

    /// What happened in a call, in order.
    public func events(of call: RecordID) async throws(CallStoreError) -> [CallEvent] {
        try await reader.events(of: call)
    }
}
