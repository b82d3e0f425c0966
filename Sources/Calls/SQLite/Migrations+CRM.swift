extension Migrations {
    /// Who may, and whose everything is. What is there already belongs to the first user (`User.ownerID`).
    ///
    /// The new columns name a user without a reference: SQLite adds none that may not be NULL, and users are never removed.
    static let users = """
        CREATE TABLE users (
            id TEXT PRIMARY KEY NOT NULL,
            name TEXT NOT NULL UNIQUE,
            created_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        INSERT INTO users VALUES
            ('000000000000000000000001', 'owner', CAST(strftime('%s', 'now') AS INTEGER) * 1000);

        CREATE TABLE api_keys (
            id TEXT PRIMARY KEY NOT NULL,
            user_id TEXT NOT NULL REFERENCES users (id),
            name TEXT NOT NULL,
            scopes TEXT NOT NULL,
            digest TEXT NOT NULL,
            created_ms INTEGER NOT NULL,
            last_used_ms INTEGER,
            revoked_ms INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE audit (
            id TEXT PRIMARY KEY NOT NULL,
            at_ms INTEGER NOT NULL,
            user_id TEXT NOT NULL REFERENCES users (id),
            key_id TEXT,
            address TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX audit_by_user ON audit (user_id, id);

        ALTER TABLE agents ADD COLUMN user_id TEXT NOT NULL DEFAULT '000000000000000000000001';
        ALTER TABLE leads ADD COLUMN user_id TEXT NOT NULL DEFAULT '000000000000000000000001';
        ALTER TABLE calls ADD COLUMN user_id TEXT NOT NULL DEFAULT '000000000000000000000001';
        """

    static let details = """
        ALTER TABLE agents ADD COLUMN updated_ms INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE agents ADD COLUMN archived_ms INTEGER;
        UPDATE agents SET updated_ms = created_ms;
        CREATE INDEX agents_by_user ON agents (user_id, id);

        ALTER TABLE leads ADD COLUMN email TEXT NOT NULL DEFAULT '';
        ALTER TABLE leads ADD COLUMN variables TEXT NOT NULL DEFAULT '{}';
        ALTER TABLE leads ADD COLUMN updated_ms INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE leads ADD COLUMN archived_ms INTEGER;
        UPDATE leads SET updated_ms = created_ms;
        CREATE INDEX leads_by_user ON leads (user_id, id);

        -- Not unique: each call used to write its lead down anew.
        CREATE INDEX leads_by_phone_number ON leads (user_id, phone_number, id);

        ALTER TABLE calls ADD COLUMN cost_per_minute INTEGER;
        ALTER TABLE calls ADD COLUMN answered_by TEXT;
        """

    /// An index for each way to ask for a list, in its order, so that a page is all that is read of it.
    static let lists = """
        -- The whole list; what follows the id is what analytics add up, so that they need not look at the calls themselves.
        CREATE INDEX calls_by_user
            ON calls (user_id, id, agent_id, elevenlabs_agent_id, status, duration, cost_per_minute, created_ms);

        -- These two also answer whether any call names an agent or a lead; both belong to one user as it is.
        CREATE INDEX calls_by_agent ON calls (agent_id, id) WHERE agent_id IS NOT NULL;
        CREATE INDEX calls_by_lead ON calls (lead_id, id) WHERE lead_id IS NOT NULL;

        CREATE INDEX calls_by_agent_and_status ON calls (agent_id, status, id) WHERE agent_id IS NOT NULL;
        CREATE INDEX calls_by_phone_number ON calls (user_id, phone_number, id);
        CREATE INDEX calls_by_status ON calls (user_id, status, id);
        CREATE INDEX calls_by_direction ON calls (user_id, direction, id);
        CREATE INDEX calls_by_origin ON calls (user_id, origin, id);
        """

    /// The vendor names a call by its conversation only.
    static let conversations = """
        CREATE INDEX calls_by_conversation ON calls (conversation_id, id) WHERE conversation_id IS NOT NULL;
        """

    /// The words of every call, found by the call's number: FTS5 knows rows by numbers and gives them in their order, so
    /// numbers rise with time as identifiers do.
    static let search = """
        ALTER TABLE calls ADD COLUMN number INTEGER;
        UPDATE calls SET number = ranked.number
            FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM calls) AS ranked WHERE ranked.id = calls.id;
        CREATE UNIQUE INDEX calls_by_number ON calls (number);

        -- `about` has the identifiers of the user, the agent and the lead: others' calls are not even looked at.
        CREATE VIRTUAL TABLE transcripts USING fts5(about, text, tokenize = 'unicode61 remove_diacritics 2');

        INSERT INTO transcripts (rowid, about, text)
            SELECT number, user_id || ' ' || coalesce(agent_id, '') || ' ' || coalesce(lead_id, ''), coalesce((
                SELECT group_concat(json_extract(body, '$.text'), char(10)) FROM call_events
                WHERE call_id = calls.id AND kind IN ('user-transcript', 'agent-response')), '')
            FROM calls ORDER BY number;

        CREATE TABLE turn_latencies (
            call_id TEXT NOT NULL REFERENCES calls (id),
            seq INTEGER NOT NULL,
            milliseconds INTEGER NOT NULL,
            PRIMARY KEY (call_id, seq)
        ) STRICT, WITHOUT ROWID;

        INSERT INTO turn_latencies (call_id, seq, milliseconds)
            SELECT call_id, seq, json_extract(body, '$.latency.agentMilliseconds')
                + json_extract(body, '$.latency.bridgeMilliseconds')
            FROM call_events WHERE kind = 'turn-latency';
        """

    /// What settled calls look like, so that a list need not read their events.
    static let rendered = """
        CREATE TABLE rendered_calls (
            number INTEGER PRIMARY KEY NOT NULL REFERENCES calls (number),
            version INTEGER NOT NULL,
            text TEXT NOT NULL
        ) STRICT;
        """
}
