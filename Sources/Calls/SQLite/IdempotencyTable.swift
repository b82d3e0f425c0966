import FoundationEssentials

/// The table `idempotency_keys` on one connection.
final class IdempotencyTable {
    private let insertOne: Statement
    private let selectOne: Statement
    private let answerOne: Statement
    private let deleteOne: Statement
    private let deleteOld: Statement

    init(on connection: borrowing Connection) throws(CallStoreError) {
        insertOne = try Statement(
            """
            INSERT INTO idempotency_keys (user_id, key, fingerprint, subject, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)
            """, on: connection)
        selectOne = try Statement(
            """
            SELECT fingerprint, subject, created_ms, status, answer FROM idempotency_keys
            WHERE user_id = ?1 AND key = ?2
            """, on: connection)
        answerOne = try Statement(
            """
            UPDATE idempotency_keys SET status = ?3, answer = ?4 WHERE user_id = ?1 AND key = ?2 AND status IS NULL
            """, on: connection)
        deleteOne = try Statement("DELETE FROM idempotency_keys WHERE user_id = ?1 AND key = ?2", on: connection)
        deleteOld = try Statement("DELETE FROM idempotency_keys WHERE created_ms < ?1", on: connection)
    }

    func find(_ key: String, of user: RecordID) throws(CallStoreError) -> IdempotencyRecord? {
        try selectOne.first([.text(user.hex), .text(key)]) { (row) throws(CallStoreError) in
            var record = IdempotencyRecord(
                userID: user, key: key, fingerprint: row.text(0), subject: try row.recordID(1),
                createdAt: Date(milliseconds: row.integer(2)))
            if let status = row.optionalInteger(3) {
                record.answer = IdempotencyRecord.Answer(status: Int(status), body: row.text(4))
            }
            return record
        }
    }

    // MARK: Writing, in the caller's transaction

    /// Keeps a record, and forgets those whose time is over; returns the one that has its key already.
    func add(_ record: IdempotencyRecord) throws(CallStoreError) -> IdempotencyRecord? {
        let horizon = record.createdAt.milliseconds - IdempotencyRecord.lifetime.components.seconds * 1000
        try deleteOld.run([.integer(horizon)])
        if let known = try find(record.key, of: record.userID) { return known }
        try insertOne.run([
            .text(record.userID.hex), .text(record.key), .text(record.fingerprint), .text(record.subject.hex),
            .init(record.createdAt),
        ])
        return nil
    }

    func remove(_ record: IdempotencyRecord) throws(CallStoreError) {
        try deleteOne.run([.text(record.userID.hex), .text(record.key)])
    }

    func keep(_ answer: IdempotencyRecord.Answer, under key: String, of user: RecordID) throws(CallStoreError) {
        try answerOne.run([.text(user.hex), .text(key), .init(answer.status), .text(answer.body)])
    }
}
