import Telemetry

/// The one connection that writes. Whatever it says is done survives the loss of power.
actor StoreWriter {
    let connection: Connection
    let agentTable: AgentTable
    let leadTable: LeadTable
    let keyTable: KeyTable
    let dialTable: DialTable
    let jobTable: JobTable
    let idempotencyTable: IdempotencyTable
    private let transcripts: TranscriptTable
    private let shown: ShownEvents
    let rendered: RenderedCallTable
    private let insertCall: Statement
    private let selectCall: Statement
    private let updateCall: Statement
    private let insertEvent: Statement
    private let selectRepeated: Statement
    private let coding = EventCoding()

    let columns: AnalyticsColumns
    let selectColumns: Statement
    let selectTurns: Statement
    let selectLast: Statement

    private let backlog: EventBacklog
    private let broadcast: EventBroadcast
    let log: Log
    private let executor = DiskExecutor(label: "voicebridge.store.writer")
    /// Taken from the backlog and not yet committed.
    private var pending: [CallEvent] = []
    /// What the transaction that runs changes for analytics.
    private var changes: [CallColumns.Change] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
        path: String, busyTimeout: Duration, backlog: EventBacklog, broadcast: EventBroadcast,
        rendering: CallRendering = .none, columns: AnalyticsColumns, log: Log
    ) throws(CallStoreError) {
        let connection = try Connection(path: path, busyTimeout: busyTimeout)
        try Migrations.prepare(connection)
        agentTable = try AgentTable(on: connection)
        leadTable = try LeadTable(on: connection)
        keyTable = try KeyTable(on: connection)
        dialTable = try DialTable(on: connection)
        jobTable = try JobTable(on: connection)
        idempotencyTable = try IdempotencyTable(on: connection)
        transcripts = try TranscriptTable(on: connection)
        shown = try ShownEvents(on: connection)
        rendered = try RenderedCallTable(rendering, on: connection)
        insertCall = try Statement(CallRow.insert, on: connection)
        selectCall = try Statement("SELECT \(CallRow.columns), number FROM calls WHERE id = ?1", on: connection)
        updateCall = try Statement(CallRow.update, on: connection)
        insertEvent = try Statement(
            """
            INSERT INTO call_events (call_id, seq, at_ms, offset_us, kind, body)
            SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4, ?5 FROM call_events WHERE call_id = ?1
            """, on: connection)
        selectRepeated = try Statement(
            "SELECT 1 FROM call_events WHERE call_id = ?1 AND kind = ?2 AND (?3 IS NULL OR body = ?3) LIMIT 1",
            on: connection)
        selectColumns = try Statement(
            """
            SELECT number, user_id, agent_id, elevenlabs_agent_id, status, duration, cost_per_minute, created_ms
            FROM calls INDEXED BY calls_by_number WHERE number BETWEEN ?1 AND ?2
            """, on: connection)
        selectTurns = try Statement(
            """
            SELECT number, milliseconds FROM calls INDEXED BY calls_by_number
            CROSS JOIN turn_latencies ON turn_latencies.call_id = calls.id WHERE number BETWEEN ?1 AND ?2
            """, on: connection)
        selectLast = try Statement("SELECT max(number) FROM calls", on: connection)
        self.columns = columns
        self.connection = connection
        self.backlog = backlog
        self.broadcast = broadcast
        self.log = log
    }

    /// All of it is committed, and then taken over by the columns; or nothing.
    func transaction<Result>(_ body: () throws(CallStoreError) -> Result) throws(CallStoreError) -> Result {
        changes = []
        let result = try connection.transaction(body)
        columns.apply(changes)
        return result
    }

    // MARK: What must be durable before the caller goes on

    func add(_ call: CallRecord, lead: Lead?, noting audit: AuditEntry?) throws(CallStoreError) -> CallRecord {
        try transaction { () throws(CallStoreError) in
            let call = try insert(call, lead)
            try note(audit)
            return call
        }
    }

    func add(_ calls: [(call: CallRecord, lead: Lead?)]) throws(CallStoreError) -> [CallRecord] {
        try transaction { () throws(CallStoreError) in
            var written: [CallRecord] = []
            for (call, lead) in calls { written.append(try insert(call, lead)) }
            return written
        }
    }

    /// In the transaction of what it is part of.
    func insert(_ call: CallRecord, _ lead: Lead?) throws(CallStoreError) -> CallRecord {
        var call = call
        if let lead { call.leadID = try leadTable.save(lead).id }
        if let number = try insertCall.first(try CallRow.insertValues(call), { $0.integer(0) }) {
            changes.append(.call(number: number, CallColumns.Call(call)))
        }
        try transcripts.add(call.id)
        return call
    }

    /// In the transaction of what it notes.
    func note(_ audit: AuditEntry?) throws(CallStoreError) {
        if let audit { try keyTable.note(audit) }
    }

    // MARK: Events

    /// Commits everything recorded before this call, or says why it is not; it stays queued then.
    func flush() throws(CallStoreError) {
        pending += backlog.take(writerStays: true)
        try commitPending()
    }

    /// Commits what waits, group after group, until nothing does. While the database cannot be written it keeps what it
    /// has and tries again, less and less often.
    func drain() async {
        var pause = Duration.milliseconds(50)
        while takeMore() {
            do throws(CallStoreError) {
                try commitPending()
                pause = .milliseconds(50)
            } catch {
                log.error("call events not stored, will try again", ("error", "\(error)"))
                // Cancelled or not, the events are worth another try; nobody cancels this task.
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    private func takeMore() -> Bool {
        pending += backlog.take(writerStays: !pending.isEmpty)
        return !pending.isEmpty
    }

    /// One transaction for everything pending: a commit costs a sync, whether of one event or of hundreds.
    private func commitPending() throws(CallStoreError) {
        guard !pending.isEmpty else { return }
        var stored: [CallEvent] = []
        stored.reserveCapacity(pending.count)
        try transaction { () throws(CallStoreError) in
            stored.removeAll(keepingCapacity: true)
            var calls: [RecordID: (number: Int64, call: CallRecord)] = [:]
            var words: [RecordID: [String]] = [:]
            var settled: Set<RecordID> = []
            for event in pending {
                let known = calls[event.callID]
                guard let (number, before) = try known == nil ? storedCall(event.callID) : known else {
                    log.error("event of a call that nobody added", ("callId", event.callID.hex))
                    continue
                }
                var call = before
                // News that is none leaves no second row: webhooks may come twice.
                guard try !isRepeated(event), call.apply(event) else { continue }
                try insert(event)
                if let text = event.kind.searchedText { words[event.callID, default: []].append(text) }
                if case .turnLatency(let latency) = event.kind {
                    try transcripts.add(latency, to: event.callID)
                    changes.append(.turnLatency(number: number, milliseconds: latency.totalMilliseconds))
                }
                if event.kind.settlesIntent { settled.insert(event.callID) }
                calls[event.callID] = (number, call)
                stored.append(event)
            }
            for (number, call) in calls.values {
                changes.append(.call(number: number, CallColumns.Call(call)))
                try updateCall.run(try CallRow.updateValues(call))
                // Whoever brings the news, an answer or a webhook: the intent is settled with the call.
                if settled.contains(call.id) { try dialTable.follow(call) }
                try render(call)
            }
            for (call, words) in words { try transcripts.append(words.joined(separator: "\n"), to: call) }
        }
        backlog.written(pending)
        pending = []
        broadcast.send(stored)
    }

    /// In the transaction of the call's events.
    func render(_ call: CallRecord) throws(CallStoreError) {
        try rendered.write(call) { () throws(CallStoreError) in try shown.events(of: call.id) }
    }

    private func storedCall(_ id: RecordID) throws(CallStoreError) -> (number: Int64, call: CallRecord)? {
        try selectCall.first([.text(id.hex)]) { (row) throws(CallStoreError) in
            (row.integer(CallRow.columnCount), try CallRow.read(row))
        }
    }

    /// Whether an event that vendors may tell twice is there already.
    private func isRepeated(_ event: CallEvent) throws(CallStoreError) -> Bool {
        guard let uniqueness = event.kind.uniqueness else { return false }
        let (kind, body) = try coding.encode(event.kind)
        let sought: Statement.Value =
            switch uniqueness {
            case .one: .null
            case .oneOfEach: .text(body)
            }
        return try selectRepeated.first([.text(event.callID.hex), .text(kind), sought]) { _ in true } == true
    }

    private func insert(_ event: CallEvent) throws(CallStoreError) {
        let (kind, body) = try coding.encode(event.kind)
        try insertEvent.run([
            .text(event.callID.hex), .integer(event.date.milliseconds), .integer(event.offset.microseconds),
            .text(kind), .text(body),
        ])
    }
}

extension CallEvent.Kind {
    /// Whether the intent of a call may be done with it.
    fileprivate var settlesIntent: Bool {
        switch self {
        case .dialed, .ended: true
        case .status, .streamStarted, .conversationStarted, .userTranscript, .agentResponse, .agentCorrection,
            .agentHeard,
            .turnLatency, .interruption, .hangUpCalledOff, .sound, .toolCall, .toolResult, .toolReport, .keypad,
            .problem, .reportedProblem, .answeredBy, .vendorReport, .frames:
            false
        }
    }
}
