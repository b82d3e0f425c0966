import FoundationEssentials

/// The table `bulk_jobs` on one connection.
final class JobTable {
    private static let columns =
        "id, user_id, agent_id, elevenlabs_agent_id, state, reason, created_ms, updated_ms"

    private let insertOne: Statement
    private let selectOne: Statement
    private let selectRunning: Statement
    private let updateOne: Statement

    init(on connection: borrowing Connection) throws(CallStoreError) {
        insertOne = try Statement(
            "INSERT INTO bulk_jobs (\(Self.columns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", on: connection)
        selectOne = try Statement("SELECT \(Self.columns) FROM bulk_jobs WHERE id = ?1", on: connection)
        selectRunning = try Statement(
            "SELECT \(Self.columns) FROM bulk_jobs WHERE state = 'running' ORDER BY id", on: connection)
        updateOne = try Statement(
            "UPDATE bulk_jobs SET state = ?2, reason = ?3, updated_ms = ?4 WHERE id = ?1", on: connection)
    }

    func find(_ id: RecordID) throws(CallStoreError) -> BulkJob? { try selectOne.first([.text(id.hex)], Self.read) }

    func running() throws(CallStoreError) -> [BulkJob] { try selectRunning.all([], Self.read) }

    func insert(_ job: BulkJob) throws(CallStoreError) {
        try insertOne.run([
            .text(job.id.hex), .text(job.userID.hex), .init(job.agentID), .text(job.elevenLabsAgentID),
            .text(job.state.rawValue), .init(job.reason), .init(job.createdAt), .init(job.updatedAt),
        ])
    }

    func update(_ job: BulkJob) throws(CallStoreError) {
        try updateOne.run([.text(job.id.hex), .text(job.state.rawValue), .init(job.reason), .init(job.updatedAt)])
    }

    private static func read(_ row: borrowing Statement) throws(CallStoreError) -> BulkJob {
        guard let state = BulkJob.State(rawValue: row.text(4)) else { throw .unreadable("job \(row.text(0))") }
        var job = BulkJob(
            id: try row.recordID(0), userID: try row.recordID(1), agentID: try row.optionalRecordID(2),
            elevenLabsAgentID: row.text(3), createdAt: Date(milliseconds: row.integer(6)))
        job.state = state
        job.reason = row.optionalText(5)
        job.updatedAt = Date(milliseconds: row.integer(7))
        return job
    }
}
