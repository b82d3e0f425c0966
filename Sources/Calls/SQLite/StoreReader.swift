import FoundationEssentials

/// The connection that reads: it sees what was committed when a query began, and never waits for the writer.
actor StoreReader {
    let connection: Connection
    let callLogs: CallLogReader
    let agentTable: AgentTable
    let leadTable: LeadTable
    let keyTable: KeyTable
    let dialTable: DialTable
    let jobTable: JobTable
    let idempotencyTable: IdempotencyTable
    private let selectCall: Statement
    private let selectCallBySID: Statement
    private let selectCallByConversation: Statement
    private let selectUnfinished: Statement
    private let selectEvents: Statement
    private let coding = EventCoding()
    private let executor = DiskExecutor(label: "voicebridge.store.reader")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The database must have its schema already.
    init(path: String, busyTimeout: Duration, rendering: CallRendering = .none) throws(CallStoreError) {
        let connection = try Connection(path: path, busyTimeout: busyTimeout)
        try connection.execute("PRAGMA query_only = ON")
        try connection.execute("PRAGMA trusted_schema = OFF")
        // 16 MiB: the upper pages of every index of a hundred thousand calls, and the calls asked for of late.
        try connection.execute("PRAGMA cache_size = -16384")
        let calls = "SELECT \(CallRow.columns) FROM calls"
        callLogs = try CallLogReader(rendering, on: connection)
        agentTable = try AgentTable(on: connection)
        leadTable = try LeadTable(on: connection)
        keyTable = try KeyTable(on: connection)
        dialTable = try DialTable(on: connection)
        jobTable = try JobTable(on: connection)
        idempotencyTable = try IdempotencyTable(on: connection)
        selectCall = try Statement("\(calls) WHERE id = ?1", on: connection)
        selectCallBySID = try Statement(
            "\(calls) WHERE twilio_call_sid = ?1 ORDER BY id DESC LIMIT 1", on: connection)
        selectCallByConversation = try Statement(
            "\(calls) WHERE conversation_id = ?1 ORDER BY id DESC LIMIT 1", on: connection)
        selectUnfinished = try Statement(
            """
            \(calls) WHERE end_reason IS NULL OR status IN ('queued', 'initiated', 'ringing', 'in-progress')
            ORDER BY id
            """, on: connection)
        selectEvents = try Statement(
            "SELECT at_ms, offset_us, kind, body FROM call_events WHERE call_id = ?1 ORDER BY seq", on: connection)
        self.connection = connection
    }

    func call(_ id: RecordID) throws(CallStoreError) -> CallRecord? {
        try selectCall.first([.text(id.hex)], CallRow.read)
    }

    func call(twilioCallSID sid: String) throws(CallStoreError) -> CallRecord? {
        try selectCallBySID.first([.text(sid)], CallRow.read)
    }

    func call(conversationID id: String) throws(CallStoreError) -> CallRecord? {
        try selectCallByConversation.first([.text(id)], CallRow.read)
    }

    func unfinishedCalls() throws(CallStoreError) -> [CallRecord] { try selectUnfinished.all([], CallRow.read) }

    func events(of call: RecordID) throws(CallStoreError) -> [CallEvent] {
        try selectEvents.all([.text(call.hex)]) { (row) throws(CallStoreError) in
            CallEvent(
                callID: call, date: Date(milliseconds: row.integer(0)), offset: .microseconds(row.integer(1)),
                kind: try coding.decode(kind: row.text(2), body: row.text(3)))
        }
    }
}
