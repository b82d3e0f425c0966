public import FoundationEssentials

/// Where intents to call are kept. Whatever it returns is durable.
public protocol DialStore: Sendable {
    /// Writes an order for one call down as asked for: the call, its lead, the intent and its key.
    func ask(for order: DialOrder) async throws(CallStoreError) -> DialOrder.Outcome
    /// The same for a row of a job, whose intent is there already.
    func ask(for order: DialOrder, row: RecordID) async throws(CallStoreError) -> DialOrder.Outcome
    /// Says that a call is asked for once more; `false` where its intent is not open, because the call was placed after all.
    func askAgain(for call: RecordID, at date: Date) async throws(CallStoreError) -> Bool
    /// Says that Twilio surely does not have a call that was asked for.
    func release(_ call: RecordID) async throws(CallStoreError)
    /// Intents that have a call and are open, whoever's they are, oldest first.
    func openDials() async throws(CallStoreError) -> [DialIntent]

    /// What a user's key stands for.
    func idempotencyRecord(_ key: String, of user: RecordID) async throws(CallStoreError) -> IdempotencyRecord?
    /// Keeps the answer for a key; the first one stays.
    func keep(_ answer: IdempotencyRecord.Answer, under key: String, of user: RecordID) async throws(CallStoreError)

    /// Writes a job down with all its rows, and its key; or says what the key stands for already.
    func add(
        _ job: BulkJob, rows: [DialIntent], key: IdempotencyRecord?, noting audit: AuditEntry?
    ) async throws(CallStoreError) -> IdempotencyRecord?
    /// One job, whoever's it is.
    func job(_ id: RecordID) async throws(CallStoreError) -> BulkJob?
    /// The jobs that run, oldest first.
    func runningJobs() async throws(CallStoreError) -> [BulkJob]
    /// Moves a job on from one of these states; `nil` where it is in none of them. A job that is cancelled takes its rows
    /// along that were not asked for.
    func move(
        _ job: RecordID, from: Set<BulkJob.State>, to state: BulkJob.State, because reason: String?, at date: Date
    ) async throws(CallStoreError) -> BulkJob?
    /// The next rows to be dialled, by their lines.
    func plannedRows(of job: RecordID, after line: Int, limit: Int) async throws(CallStoreError) -> [DialIntent]
    /// How far a job has come.
    func progress(of job: RecordID) async throws(CallStoreError) -> BulkProgress
    /// Rows and what has come of them, by their lines.
    func rows(of job: RecordID, after line: Int, limit: Int) async throws(CallStoreError) -> [BulkRow]
}
