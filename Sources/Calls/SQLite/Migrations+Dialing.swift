extension Migrations {
    /// Intents to call, the jobs they are rows of, and the keys that orders were given.
    static let dialing = """
        -- The agent is named without a reference: it may be removed while no call names it.
        CREATE TABLE bulk_jobs (
            id TEXT PRIMARY KEY NOT NULL,
            user_id TEXT NOT NULL REFERENCES users (id),
            agent_id TEXT,
            elevenlabs_agent_id TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT,
            created_ms INTEGER NOT NULL,
            updated_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX bulk_jobs_running ON bulk_jobs (id) WHERE state = 'running';

        CREATE TABLE dial_intents (
            id TEXT PRIMARY KEY NOT NULL,
            user_id TEXT NOT NULL REFERENCES users (id),
            job_id TEXT REFERENCES bulk_jobs (id),
            line INTEGER,
            state TEXT NOT NULL,
            phone_number TEXT NOT NULL,
            person TEXT,
            call_id TEXT UNIQUE REFERENCES calls (id),
            asked_ms INTEGER,
            error TEXT
        ) STRICT, WITHOUT ROWID;

        CREATE UNIQUE INDEX dial_intents_by_line ON dial_intents (job_id, line) WHERE job_id IS NOT NULL;
        CREATE INDEX dial_intents_by_state ON dial_intents (job_id, state, line) WHERE job_id IS NOT NULL;
        CREATE INDEX dial_intents_open ON dial_intents (id)
            WHERE call_id IS NOT NULL AND state IN ('planned', 'asked');

        -- How many calls a user has ordered on a day, in days of UTC since 1970.
        CREATE TABLE dial_days (
            user_id TEXT NOT NULL,
            day INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (user_id, day)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE idempotency_keys (
            user_id TEXT NOT NULL,
            key TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            subject TEXT NOT NULL,
            created_ms INTEGER NOT NULL,
            status INTEGER,
            answer TEXT,
            PRIMARY KEY (user_id, key)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_ms);
        """
}
