import CSQLite
import Foundation
import Telemetry
import TestSupport
import Testing

@testable import Calls

@Suite("The store")
struct SQLiteStoreTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("calls.db")
    }

    private func open(log: Log = .silent, backlogLimit: Int = 1 << 20) throws -> SQLiteStore {
        try SQLiteStore(path: path, busyTimeout: .milliseconds(20), backlogLimit: backlogLimit, log: log)
    }

    private let agent = Agent(id: .make(1), name: "Ada", elevenLabsAgentID: "agent_1", createdAt: .make())
    private let lead = Lead(
        id: .make(2), name: "Grace \u{0} Hopper', --", phoneNumber: "+14155550123", notes: "🎧", createdAt: .make())

    // MARK: Rows

    @Test("agents, leads and calls come back as they were given, also after a restart")
    func rows() async throws {
        let call = CallRecord.make(id: .make(3), agentID: agent.id, leadID: lead.id)
        do {
            let store = try open()
            try await store.add(agent)
            try await store.add(call, lead: lead)
        }
        let store = try open()
        #expect(try await store.agents() == [agent])
        #expect(try await store.agent(agent.id) == agent)
        #expect(try await store.lead(lead.id) == lead)
        #expect(try await store.call(call.id) == call)
        #expect(try await store.agent(.make(9)) == nil)
        #expect(try await store.call(.make(9)) == nil)
    }

    @Test(
        "an agent says whether it is recorded, or leaves it open; both can be changed, and its name",
        arguments: [true, false])
    func agentRecording(records: Bool) async throws {
        let store = try open()
        var agent = Agent(
            id: .make(1), name: "Ada", elevenLabsAgentID: "agent_1", records: records, createdAt: .make())
        try await store.add(agent)
        #expect(try await store.agent(agent.id) == agent)
        agent.records = nil
        agent.name = "Eve"
        try await store.update(agent)
        #expect(try await store.agents() == [agent])
        agent.records = !records
        try await store.update(agent)
        #expect(try await store.agents() == [agent])
    }

    @Test("an agent of a database from before is recorded as the setting for all says")
    func agentFromBefore() async throws {
        do {
            let connection = try Connection(path: path, busyTimeout: .seconds(1))
            try Migrations.run(Array(Migrations.all.prefix(1)), on: connection)
            try connection.execute(
                "INSERT INTO agents VALUES ('\(agent.id)', 'Ada', 'agent_1', \(agent.createdAt.milliseconds))")
        }
        #expect(try await open().agents() == [agent])
    }

    @Test("a call and its lead are written together or not at all")
    func together() async throws {
        let store = try open()
        let call = CallRecord.make(id: .make(3), agentID: .make(8), leadID: lead.id)
        await #expect(throws: CallStoreError.self) { try await store.add(call, lead: lead) }
        #expect(try await store.lead(lead.id) == nil)
        try await store.add(.make(id: .make(3), leadID: lead.id), lead: lead)
        await #expect(throws: CallStoreError.self) { try await store.add(.make(id: .make(3)), lead: nil) }
    }

    @Test("every kind of event is kept in order, with its times")
    func events() async throws {
        let store = try open()
        try await store.add(.make(), lead: nil)
        let events = CallEvent.Kind.samples.enumerated().map {
            CallEvent.make($1, at: Double($0) / 1000, offset: .microseconds(20_001 * $0))
        }
        for event in events { store.record(event) }
        try await store.flush()
        #expect(try await store.events(of: .make()) == events)
        #expect(try await store.events(of: .make(2)).isEmpty)
    }

    @Test("the record follows the events, in the same transaction")
    func projection() async throws {
        let store = try open()
        try await store.add(.make(), lead: nil)
        for kind in CallEvent.Kind.samples { store.record(.make(kind)) }
        try await store.flush()
        var expected = CallRecord.make()
        for kind in CallEvent.Kind.samples { expected.apply(.make(kind)) }
        #expect(try await store.call(.make()) == expected)
        #expect(expected.frames?.fromCaller == 500)
        #expect(try await store.call(twilioCallSID: "CA1") == expected)
        #expect(try await store.call(twilioCallSID: "CA2") == nil)
    }

    @Test("a callback that comes twice leaves one row and is heard once")
    func doubled() async throws {
        let store = try open()
        try await store.add(.make(), lead: nil)
        let heard = store.committedEvents()
        for kind: CallEvent.Kind in [
            .status(.ringing, duration: nil), .status(.ringing, duration: nil), .status(.initiated, duration: nil),
            .keypad(digit: "1"),
        ] { store.record(.make(kind)) }
        try await store.flush()
        let kept: [CallEvent.Kind] = [.status(.ringing, duration: nil), .keypad(digit: "1")]
        #expect(try await store.events(of: .make()).map(\.kind) == kept)
        var kinds: [CallEvent.Kind] = []
        for await event in heard.prefix(2) { kinds.append(event.kind) }
        #expect(kinds == kept)
    }

    @Test("a call SID used again names the latest call")
    func reusedSID() async throws {
        let store = try open()
        for number: UInt32 in 1...3 {
            try await store.add(.make(id: .make(number), origin: .directStream, twilioCallSID: "CA1"), lead: nil)
        }
        #expect(try await store.call(twilioCallSID: "CA1")?.id == .make(3))
    }

    @Test("unfinished is what has no final status or no reason")
    func unfinished() async throws {
        let store = try open()
        for number: UInt32 in 1...4 { try await store.add(.make(id: .make(number)), lead: nil) }
        store.record(.make(.status(.completed, duration: 1), of: .make(2)))
        store.record(.make(.ended(.callerHungUp, detail: ""), of: .make(3)))
        store.record(.make(.status(.completed, duration: 1), of: .make(4)))
        store.record(.make(.ended(.callerHungUp, detail: ""), of: .make(4)))
        try await store.flush()
        #expect(try await store.unfinishedCalls().map(\.id) == [.make(1), .make(2), .make(3)])
    }

    @Test("an event of a call that nobody added is told of, and the others are kept")
    func unknownCall() async throws {
        let log = LogCapture()
        let store = try open(log: Log(sink: log))
        try await store.add(.make(), lead: nil)
        store.record(.make(.keypad(digit: "1"), of: .make(9)))
        store.record(.make(.keypad(digit: "2")))
        try await store.flush()
        #expect(try await store.events(of: .make()).map(\.kind) == [.keypad(digit: "2")])
        #expect(log.lines.count == 1)
        #expect(log.lines[0].contains("event of a call that nobody added"))
    }

    // MARK: Listening

    @Test("a listener hears every event once, in order, and only what a reader already sees")
    func committedEvents() async throws {
        let store = try open()
        try await store.add(.make(), lead: nil)
        let heard = store.committedEvents()
        let recording = Task { [store] in
            for number in 0..<2_000 { store.record(.make(.keypad(digit: "\(number)"))) }
        }
        var count = 0
        for await event in heard {
            #expect(event.kind == .keypad(digit: "\(count)"))
            if count % 100 == 0 { #expect(try await store.events(of: .make()).count > count) }
            count += 1
            if count == 2_000 { break }
        }
        await recording.value
    }

    @Test("a listener who falls too far behind hears the end, not a stream with holes")
    func slowListener() async {
        let broadcast = EventBroadcast()
        let heard = broadcast.listen()
        for number in 0...EventBroadcast.listenerLimit { broadcast.send([.make(.keypad(digit: "\(number)"))]) }
        var count = 0
        for await _ in heard { count += 1 }
        #expect(count == EventBroadcast.listenerLimit)
    }

    // MARK: Trouble

    @Test("while another process holds the database, flush says busy, nothing is shown, and later all is there")
    func busy() async throws {
        let log = LogCapture()
        let store = try open(log: Log(sink: log))
        try await store.add(.make(), lead: nil)
        let heard = store.committedEvents()
        try await holdingTheLock { () async throws in
            store.record(.make(.keypad(digit: "1")))
            await #expect(throws: CallStoreError.busy) { try await store.flush() }
            await #expect(throws: CallStoreError.busy) { try await store.add(agent) }
            // Readers do not wait for whoever writes.
            #expect(try await store.events(of: .make()).isEmpty)
        }
        // Nobody asks again: the writer comes back by itself.
        for await event in heard {
            #expect(event.kind == .keypad(digit: "1"))
            break
        }
        #expect(try await store.events(of: .make()).count == 1)
    }

    private func holdingTheLock(_ body: () async throws -> Void) async throws {
        let other = try StoreWriter(
            path: path, busyTimeout: .seconds(5), backlog: EventBacklog(limit: 0), broadcast: EventBroadcast(),
            columns: AnalyticsColumns(), log: .silent)
        try await other.execute("BEGIN IMMEDIATE")
        try await body()
        try await other.execute("ROLLBACK")
    }

    @Test("a full disk keeps events in memory, in order, until there is space; what was too much leaves a named hole")
    func full() async throws {
        let log = LogCapture()
        let store = try open(log: Log(sink: log), backlogLimit: 20_000)
        try await store.add(.make(), lead: nil)
        // The database may not grow: what SQLite answers is what it answers on a full disk.
        try await store.writer.execute("PRAGMA max_page_count = 1")
        let text = String(repeating: "x", count: 4_000)
        for number in 0..<8 { store.record(.make(.userTranscript(text: text, eventID: number))) }
        await #expect(throws: CallStoreError.full) { try await store.flush() }
        #expect(log.lines.contains { $0.contains("call events are being lost") })

        try await store.writer.execute("PRAGMA max_page_count = 1000000")
        try await store.flush()
        let kinds = try await store.events(of: .make()).map(\.kind)
        #expect(kinds.dropLast() == (0..<4).map { .userTranscript(text: text, eventID: $0) }[...])
        #expect(
            kinds.last
                == .problem(code: "events-lost", message: "4 events are missing here: the store could not be written"))
        #expect(try await store.unfinishedCalls().count == 1)
    }

    // MARK: The file

    @Test("the database and its log are readable by their owner only, also where the file was open before")
    func mode() async throws {
        #expect(FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o644]))
        let store = try open()
        try await store.add(agent)
        for name in ["calls.db", "calls.db-wal", "calls.db-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.file(name))
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        _ = store
    }

    @Test("every commit is synced, foreign keys hold, the log is a WAL")
    func pragmas() async throws {
        let store = try open()
        #expect(try await store.writer.first("PRAGMA journal_mode") == "wal")
        #expect(try await store.writer.first("PRAGMA synchronous") == "2")
        #expect(try await store.writer.first("PRAGMA foreign_keys") == "1")
    }

    @Test("a path that cannot be is an error that names it")
    func unusablePath() {
        let path = directory.file("missing/calls.db")
        #expect {
            try SQLiteStore(path: path)
        } throws: { error in
            guard case CallStoreError.failed(SQLITE_CANTOPEN, let message) = error else { return false }
            return message.contains(path)
        }
    }

    @Test("what is asked at every start is found by an index, however many calls there are")
    func unfinishedByIndex() async throws {
        let store = try open()
        let plan = try await store.writer.first(
            """
            EXPLAIN QUERY PLAN SELECT id FROM calls
            WHERE end_reason IS NULL OR status IN ('queued', 'initiated', 'ringing', 'in-progress') ORDER BY id
            """, column: 3)
        #expect(plan?.contains("calls_unfinished") == true, "\(plan ?? "")")
    }
}

extension StoreWriter {
    /// Makes the database misbehave.
    func execute(_ sql: String) throws(CallStoreError) { try connection.execute(sql) }

    /// A text in the first row.
    func first(_ sql: String, column: Int32 = 0) throws(CallStoreError) -> String? {
        try Statement(sql, on: connection).first([]) { $0.text(column) }
    }
}
