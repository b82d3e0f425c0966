import FoundationEssentials

/// The connection that reads: it sees what was committed when a query began, and never waits for the writer.
actor StoreReader {
    private let connection: Connection
    private let selectAgents: Statement
    private let selectAgent: Statement
    private let selectLead: Statement
    private let selectCall: Statement
    private let selectCallBySID: Statement
    private let selectUnfinished: Statement
    private let selectEvents: Statement
    private let coding = EventCoding()
    private let executor = DiskExecutor(label: "voicebridge.store.reader")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The database must have its schema already.
    init(path: String, busyTimeout: Duration) throws(CallStoreError) {
        let connection = try Connection(path: path, busyTimeout: busyTimeout)
        try connection.execute("PRAGMA query_only = ON")
        try connection.execute("PRAGMA trusted_schema = OFF")
        let agents = "SELECT id, name, elevenlabs_agent_id, created_ms, records FROM agents"
        let calls = "SELECT \(CallRow.columns) FROM calls"
        selectAgents = try Statement("\(agents) ORDER BY id", on: connection)
        selectAgent = try Statement("\(agents) WHERE id = ?1", on: connection)
        selectLead = try Statement(
            "SELECT id, name, phone_number, notes, created_ms FROM leads WHERE id = ?1", on: connection)
        selectCall = try Statement("\(calls) WHERE id = ?1", on: connection)
        selectCallBySID = try Statement(
            "\(calls) WHERE twilio_call_sid = ?1 ORDER BY id DESC LIMIT 1", on: connection)
        selectUnfinished = try Statement(
            """
            \(calls) WHERE end_reason IS NULL OR status IN ('queued', 'initiated', 'ringing', 'in-progress')
            ORDER BY id
            """, on: connection)
        selectEvents = try Statement(
            "SELECT at_ms, offset_us, kind, body FROM call_events WHERE call_id = ?1 ORDER BY seq", on: connection)
        self.connection = connection
    }

    func agents() throws(CallStoreError) -> [Agent] { try selectAgents.all([], agent) }

    func agent(_ id: RecordID) throws(CallStoreError) -> Agent? { try selectAgent.first([.text(id.hex)], agent) }

    func lead(_ id: RecordID) throws(CallStoreError) -> Lead? {
        try selectLead.first([.text(id.hex)]) { (row) throws(CallStoreError) in
            Lead(
                id: try row.recordID(0), name: row.text(1), phoneNumber: row.text(2), notes: row.text(3),
                createdAt: Date(milliseconds: row.integer(4)))
        }
    }

    func call(_ id: RecordID) throws(CallStoreError) -> CallRecord? {
        try selectCall.first([.text(id.hex)], CallRow.read)
    }

    func call(twilioCallSID sid: String) throws(CallStoreError) -> CallRecord? {
        try selectCallBySID.first([.text(sid)], CallRow.read)
    }

    func unfinishedCalls() throws(CallStoreError) -> [CallRecord] { try selectUnfinished.all([], CallRow.read) }

    func events(of call: RecordID) throws(CallStoreError) -> [CallEvent] {
        try selectEvents.all([.text(call.hex)]) { (row) throws(CallStoreError) in
            CallEvent(
                callID: call, date: Date(milliseconds: row.integer(0)), offset: .microseconds(row.integer(1)),
                kind: try coding.decode(kind: row.text(2), body: row.text(3)))
        }
    }

    private func agent(_ row: borrowing Statement) throws(CallStoreError) -> Agent {
        Agent(
            id: try row.recordID(0), name: row.text(1), elevenLabsAgentID: row.text(2),
            records: row.optionalInteger(4).map { $0 != 0 }, createdAt: Date(milliseconds: row.integer(3)))
    }
}
