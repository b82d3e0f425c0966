import Telemetry

/// The one connection that writes. Whatever it says is done survives the loss of power.
actor StoreWriter {
    let connection: Connection
    private let insertAgent: Statement
    private let updateAgent: Statement
    private let insertLead: Statement
    private let insertCall: Statement
    private let selectCall: Statement
    private let updateCall: Statement
    private let insertEvent: Statement
    private let coding = EventCoding()

    private let backlog: EventBacklog
    private let broadcast: EventBroadcast
    private let log: Log
    private let executor = DiskExecutor(label: "voicebridge.store.writer")
    /// Taken from the backlog and not yet committed.
    private var pending: [CallEvent] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
        path: String, busyTimeout: Duration, backlog: EventBacklog, broadcast: EventBroadcast, log: Log
    ) throws(CallStoreError) {
        let connection = try Connection(path: path, busyTimeout: busyTimeout)
        try Migrations.prepare(connection)
        insertAgent = try Statement(
            "INSERT INTO agents (id, name, elevenlabs_agent_id, created_ms, records) VALUES (?1, ?2, ?3, ?4, ?5)",
            on: connection)
        updateAgent = try Statement("UPDATE agents SET name = ?2, records = ?3 WHERE id = ?1", on: connection)
        insertLead = try Statement(
            "INSERT INTO leads (id, name, phone_number, notes, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            on: connection)
        insertCall = try Statement(CallRow.insert, on: connection)
        selectCall = try Statement("SELECT \(CallRow.columns) FROM calls WHERE id = ?1", on: connection)
        updateCall = try Statement(CallRow.update, on: connection)
        insertEvent = try Statement(
            """
            INSERT INTO call_events (call_id, seq, at_ms, offset_us, kind, body)
            SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4, ?5 FROM call_events WHERE call_id = ?1
            """, on: connection)
        self.connection = connection
        self.backlog = backlog
        self.broadcast = broadcast
        self.log = log
    }

    // MARK: What must be durable before the caller goes on

    func add(_ agent: Agent) throws(CallStoreError) {
        try insertAgent.run([
            .text(agent.id.hex), .text(agent.name), .text(agent.elevenLabsAgentID),
            .integer(agent.createdAt.milliseconds), Self.value(agent.records),
        ])
    }

    func update(_ agent: Agent) throws(CallStoreError) {
        try updateAgent.run([.text(agent.id.hex), .text(agent.name), Self.value(agent.records)])
    }

    private static func value(_ records: Bool?) -> Statement.Value { records.map { .integer($0 ? 1 : 0) } ?? .null }

    func add(_ call: CallRecord, lead: Lead?) throws(CallStoreError) {
        try connection.transaction { () throws(CallStoreError) in
            if let lead {
                try insertLead.run([
                    .text(lead.id.hex), .text(lead.name), .text(lead.phoneNumber), .text(lead.notes),
                    .integer(lead.createdAt.milliseconds),
                ])
            }
            try insertCall.run(try CallRow.insertValues(call))
        }
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
        try connection.transaction { () throws(CallStoreError) in
            stored.removeAll(keepingCapacity: true)
            var calls: [RecordID: CallRecord] = [:]
            for event in pending {
                let known = calls[event.callID]
                guard var call = try known == nil ? storedCall(event.callID) : known else {
                    log.error("event of a call that nobody added", ("callId", event.callID.hex))
                    continue
                }
                // News that is none leaves no second row: webhooks may come twice.
                guard call.apply(event) else { continue }
                try insert(event)
                calls[event.callID] = call
                stored.append(event)
            }
            for call in calls.values { try updateCall.run(try CallRow.updateValues(call)) }
        }
        backlog.written(pending)
        pending = []
        broadcast.send(stored)
    }

    private func storedCall(_ id: RecordID) throws(CallStoreError) -> CallRecord? {
        try selectCall.first([.text(id.hex)], CallRow.read)
    }

    private func insert(_ event: CallEvent) throws(CallStoreError) {
        let (kind, body) = try coding.encode(event.kind)
        try insertEvent.run([
            .text(event.callID.hex), .integer(event.date.milliseconds), .integer(event.offset.microseconds),
            .text(kind), .text(body),
        ])
    }
}
