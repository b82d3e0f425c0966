public import FoundationEssentials

// MARK: Intents and their keys

extension SQLiteStore {
    /// Writes an order for one call down as asked for.
    public func ask(for order: DialOrder) async throws(CallStoreError) -> DialOrder.Outcome {
        try await writer.ask(for: order)
    }

    /// The same for a row of a job.
    public func ask(for order: DialOrder, row: RecordID) async throws(CallStoreError) -> DialOrder.Outcome {
        try await writer.ask(for: order, row: row)
    }

    /// Says that a call is asked for once more.
    public func askAgain(for call: RecordID, at date: Date) async throws(CallStoreError) -> Bool {
        try await writer.askAgain(for: call, at: date)
    }

    /// Says that Twilio surely does not have a call that was asked for.
    public func release(_ call: RecordID) async throws(CallStoreError) { try await writer.release(call) }

    /// Intents that have a call and are open.
    public func openDials() async throws(CallStoreError) -> [DialIntent] { try await reader.openDials() }

    /// What a user's key stands for.
    public func idempotencyRecord(
        _ key: String, of user: RecordID
    ) async throws(CallStoreError) -> IdempotencyRecord? {
        try await reader.idempotencyRecord(key, of: user)
    }

    /// Keeps the answer for a key.
    public func keep(
        _ answer: IdempotencyRecord.Answer, under key: String, of user: RecordID
    ) async throws(CallStoreError) {
        try await writer.keep(answer, under: key, of: user)
    }
}

// MARK: Jobs

extension SQLiteStore {
    /// Writes a job down with all its rows.
    public func add(
        _ job: BulkJob, rows: [DialIntent], key: IdempotencyRecord?, noting audit: AuditEntry?
    ) async throws(CallStoreError) -> IdempotencyRecord? {
        try await writer.add(job, rows: rows, key: key, noting: audit)
    }

    /// One job.
    public func job(_ id: RecordID) async throws(CallStoreError) -> BulkJob? { try await reader.job(id) }

    /// The jobs that run, oldest first.
    public func runningJobs() async throws(CallStoreError) -> [BulkJob] { try await reader.runningJobs() }

    /// Moves a job on.
    public func move(
        _ job: RecordID, from: Set<BulkJob.State>, to state: BulkJob.State, because reason: String?, at date: Date
    ) async throws(CallStoreError) -> BulkJob? {
        try await writer.move(job, from: from, to: state, because: reason, at: date)
    }

    /// The next rows to be dialled.
    public func plannedRows(
        of job: RecordID, after line: Int, limit: Int
    ) async throws(CallStoreError) -> [DialIntent] {
        try await reader.plannedRows(of: job, after: line, limit: limit)
    }

    /// How far a job has come.
    public func progress(of job: RecordID) async throws(CallStoreError) -> BulkProgress {
        try await reader.progress(of: job)
    }

    /// Rows and what has come of them.
    public func rows(of job: RecordID, after line: Int, limit: Int) async throws(CallStoreError) -> [BulkRow] {
        try await searcher.rows(of: job, after: line, limit: limit)
    }
}
