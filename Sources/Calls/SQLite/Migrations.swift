import CSQLite

/// The steps that make the schema. A step that was ever released is final: a new need is a new step at the end.
enum Migrations {
    struct Step {
        let name: String
        let sql: String
    }

    static let all = [
        Step(
            name: "calls",
            sql: """
                CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

                CREATE TABLE agents (
                    id TEXT PRIMARY KEY NOT NULL,
                    name TEXT NOT NULL,
                    elevenlabs_agent_id TEXT NOT NULL,
                    created_ms INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE leads (
                    id TEXT PRIMARY KEY NOT NULL,
                    name TEXT NOT NULL,
                    phone_number TEXT NOT NULL,
                    notes TEXT NOT NULL,
                    created_ms INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE calls (
                    id TEXT PRIMARY KEY NOT NULL,
                    agent_id TEXT REFERENCES agents (id),
                    elevenlabs_agent_id TEXT NOT NULL,
                    lead_id TEXT REFERENCES leads (id),
                    phone_number TEXT NOT NULL,
                    from_number TEXT NOT NULL,
                    direction TEXT NOT NULL,
                    origin TEXT NOT NULL,
                    created_ms INTEGER NOT NULL,
                    updated_ms INTEGER NOT NULL,
                    twilio_call_sid TEXT,
                    conversation_id TEXT,
                    status TEXT NOT NULL,
                    duration INTEGER,
                    end_reason TEXT,
                    end_detail TEXT,
                    frames TEXT
                ) STRICT, WITHOUT ROWID;

                -- Not unique: a stream that connects by itself may name any call SID, and name it again.
                CREATE INDEX calls_by_twilio_call_sid ON calls (twilio_call_sid, id)
                    WHERE twilio_call_sid IS NOT NULL;

                CREATE INDEX calls_unfinished ON calls (id)
                    WHERE end_reason IS NULL OR status IN ('queued', 'initiated', 'ringing', 'in-progress');

                CREATE TABLE call_events (
                    call_id TEXT NOT NULL REFERENCES calls (id),
                    seq INTEGER NOT NULL,
                    at_ms INTEGER NOT NULL,
                    offset_us INTEGER NOT NULL,
                    kind TEXT NOT NULL,
                    body TEXT NOT NULL,
                    PRIMARY KEY (call_id, seq)
                ) STRICT, WITHOUT ROWID;
                """),
        Step(
            name: "agent-recording",
            sql: """
                -- 1 and 0: recorded or not, whatever the setting for all agents; NULL: as that says.
                ALTER TABLE agents ADD COLUMN records INTEGER CHECK (records IN (0, 1));
                """),
        Step(name: "users", sql: users),
        Step(name: "agent and lead details", sql: details),
        Step(name: "call lists", sql: lists),
        Step(name: "transcript search", sql: search),
        Step(name: "dialing", sql: dialing),
        Step(name: "conversations", sql: conversations),
        Step(name: "rendered calls", sql: rendered),
    ]

    /// Makes a connection ready for writing: the file is ours, its log is a WAL, its schema is today's.
    static func prepare(_ connection: borrowing Connection) throws(CallStoreError) {
        // Asked first: another program's file is not even given a WAL.
        _ = try isMissing(any: all, on: connection)
        try connection.execute("PRAGMA journal_mode = WAL")
        // FULL syncs the WAL at every commit: what was committed outlives the loss of power, not only of the process.
        try connection.execute("PRAGMA synchronous = FULL")
        try connection.execute("PRAGMA foreign_keys = ON")
        try connection.execute("PRAGMA trusted_schema = OFF")
        try run(all, on: connection)
    }

    /// Brings the schema up to date, or says why it will not touch this file: all in one transaction.
    static func run(_ steps: [Step] = all, on connection: borrowing Connection) throws(CallStoreError) {
        guard try isMissing(any: steps, on: connection) else { return }
        try connection.transaction { () throws(CallStoreError) in
            // Another process may have been here since: what is missing is asked again under the lock.
            for step in try missing(steps, on: connection) {
                try connection.execute(step.sql)
                try Statement("INSERT INTO migrations (name) VALUES (?1)", on: connection).run([.text(step.name)])
            }
            try connection.execute("PRAGMA application_id = \(Connection.applicationID)")
        }
    }

    /// Asked of one state of the file: between two questions another process might take all steps.
    private static func isMissing(
        any steps: [Step], on connection: borrowing Connection
    ) throws(CallStoreError) -> Bool {
        try connection.snapshot { () throws(CallStoreError) in !(try missing(steps, on: connection).isEmpty) }
    }

    /// The steps not yet taken. Throws for a file that is not ours, or whose history is not the beginning of ours.
    private static func missing(
        _ steps: [Step], on connection: borrowing Connection
    ) throws(CallStoreError) -> ArraySlice<Step> {
        let applied = try appliedNames(on: connection)
        guard applied.count <= steps.count else {
            throw .newerSchema(found: applied.count, known: steps.count)
        }
        guard applied == steps.prefix(applied.count).map(\.name) else {
            throw .failed(code: SQLITE_SCHEMA, message: "the schema's history is not this program's: \(applied)")
        }
        return steps.dropFirst(applied.count)
    }

    private static func appliedNames(on connection: borrowing Connection) throws(CallStoreError) -> [String] {
        if try connection.integer("PRAGMA application_id") == Connection.applicationID {
            let names = try Statement("SELECT name FROM migrations ORDER BY number", on: connection)
            return try names.all([]) { $0.text(0) }
        }
        guard try connection.integer("SELECT count(*) FROM sqlite_schema") == 0 else {
            throw .failed(code: SQLITE_NOTADB, message: "the file is another program's database")
        }
        return []
    }
}
