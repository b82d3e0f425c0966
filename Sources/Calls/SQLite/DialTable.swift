import FoundationEssentials

/// The tables `dial_intents` and `dial_days` on one connection.
final class DialTable {
    private static let columns = "id, user_id, job_id, line, state, phone_number, person, call_id, asked_ms, error"

    private let insertOne: Statement
    private let selectOne: Statement
    private let selectOpen: Statement
    private let selectPlanned: Statement
    private let selectRows: Statement
    private let selectCounts: Statement
    private let selectSpan: Statement
    private let askOne: Statement
    private let askAgain: Statement
    private let releaseOne: Statement
    private let closeOne: Statement
    private let cancelRows: Statement
    private let selectOpenRow: Statement
    private let selectDay: Statement
    private let countDay: Statement

    init(on connection: borrowing Connection) throws(CallStoreError) {
        let select = "SELECT \(Self.columns) FROM dial_intents"
        insertOne = try Statement(
            "INSERT INTO dial_intents (\(Self.columns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            on: connection)
        selectOne = try Statement("\(select) WHERE id = ?1", on: connection)
        selectOpen = try Statement(
            "\(select) WHERE call_id IS NOT NULL AND state IN ('planned', 'asked') ORDER BY id", on: connection)
        selectPlanned = try Statement(
            "\(select) WHERE job_id = ?1 AND state = 'planned' AND line > ?2 ORDER BY line LIMIT ?3", on: connection)
        let rowColumns = Self.columns.split(separator: ", ").map { "i.\($0)" }.joined(separator: ", ")
        selectRows = try Statement(
            """
            SELECT \(rowColumns), c.twilio_call_sid, c.lead_id, c.status
            FROM dial_intents AS i LEFT JOIN calls AS c ON c.id = i.call_id
            WHERE i.job_id = ?1 AND i.line > ?2 ORDER BY i.line LIMIT ?3
            """, on: connection)
        selectCounts = try Statement(
            "SELECT state, count(*) FROM dial_intents WHERE job_id = ?1 GROUP BY state", on: connection)
        selectSpan = try Statement(
            """
            SELECT min(asked_ms), max(asked_ms), max(line) FROM dial_intents
            WHERE job_id = ?1 AND asked_ms IS NOT NULL
            """, on: connection)
        askOne = try Statement(
            """
            UPDATE dial_intents SET state = 'asked', call_id = ?2, asked_ms = ?3
            WHERE id = ?1 AND state = 'planned' AND call_id IS NULL
            """, on: connection)
        askAgain = try Statement(
            """
            UPDATE dial_intents SET state = 'asked', asked_ms = ?2
            WHERE call_id = ?1 AND state IN ('planned', 'asked') RETURNING 1
            """, on: connection)
        releaseOne = try Statement(
            "UPDATE dial_intents SET state = 'planned' WHERE call_id = ?1 AND state = 'asked'", on: connection)
        closeOne = try Statement(
            """
            UPDATE dial_intents SET state = ?2, error = ?3 WHERE call_id = ?1 AND state IN ('planned', 'asked')
            """, on: connection)
        cancelRows = try Statement(
            """
            UPDATE dial_intents SET state = 'cancelled' WHERE job_id = ?1 AND state = 'planned' AND call_id IS NULL
            """, on: connection)
        selectOpenRow = try Statement(
            "SELECT 1 FROM dial_intents WHERE job_id = ?1 AND state IN ('planned', 'asked') LIMIT 1", on: connection)
        selectDay = try Statement(
            "SELECT count FROM dial_days WHERE user_id = ?1 AND day = ?2", on: connection)
        countDay = try Statement(
            """
            INSERT INTO dial_days VALUES (?1, ?2, 1) ON CONFLICT DO UPDATE SET count = count + 1
            """, on: connection)
    }

    // MARK: Reading

    func find(_ id: RecordID) throws(CallStoreError) -> DialIntent? {
        try selectOne.first([.text(id.hex)], Self.read)
    }

    func open() throws(CallStoreError) -> [DialIntent] { try selectOpen.all([], Self.read) }

    func planned(of job: RecordID, after line: Int, limit: Int) throws(CallStoreError) -> [DialIntent] {
        try selectPlanned.all([.text(job.hex), .init(line), .init(limit)], Self.read)
    }

    func rows(of job: RecordID, after line: Int, limit: Int) throws(CallStoreError) -> [BulkRow] {
        try selectRows.all([.text(job.hex), .init(line), .init(limit)]) { (row) throws(CallStoreError) in
            BulkRow(
                intent: try Self.read(row), twilioCallSID: row.optionalText(10), leadID: try row.optionalRecordID(11),
                status: row.optionalText(12).flatMap(CallStatus.init(rawValue:)))
        }
    }

    func progress(of job: RecordID) throws(CallStoreError) -> BulkProgress {
        var counts: [DialIntent.State: Int] = [:]
        for (state, count) in try selectCounts.all([.text(job.hex)], { ($0.text(0), Int($0.integer(1))) }) {
            guard let state = DialIntent.State(rawValue: state) else { throw .unreadable("state \(state)") }
            counts[state] = count
        }
        let span = try selectSpan.first([.text(job.hex)]) {
            ($0.optionalDate(0), $0.optionalDate(1), $0.optionalInteger(2).map { Int($0) })
        }
        return BulkProgress(counts: counts, firstAsked: span?.0, lastAsked: span?.1, line: span?.2)
    }

    /// Whether anything of a job can still be placed.
    func hasOpenRows(_ job: RecordID) throws(CallStoreError) -> Bool {
        try selectOpenRow.first([.text(job.hex)]) { _ in true } == true
    }

    // MARK: Writing, in the caller's transaction

    func insert(_ intent: DialIntent) throws(CallStoreError) {
        try insertOne.run([
            .text(intent.id.hex), .text(intent.userID.hex), .init(intent.jobID), .init(intent.line),
            .text(intent.state.rawValue), .text(intent.phoneNumber), .init(try Self.text(of: intent.person)),
            .init(intent.callID), .init(intent.askedAt), .init(intent.error),
        ])
    }

    func ask(_ intent: RecordID, as call: RecordID, at date: Date) throws(CallStoreError) {
        try askOne.run([.text(intent.hex), .text(call.hex), .init(date)])
    }

    func askAgain(for call: RecordID, at date: Date) throws(CallStoreError) -> Bool {
        try askAgain.first([.text(call.hex), .init(date)]) { _ in true } == true
    }

    func release(_ call: RecordID) throws(CallStoreError) { try releaseOne.run([.text(call.hex)]) }

    func cancelRows(of job: RecordID) throws(CallStoreError) { try cancelRows.run([.text(job.hex)]) }

    /// Closes a call's intent as its record says: placed once it has Twilio's name, refused where it ended without.
    func follow(_ call: CallRecord) throws(CallStoreError) {
        if call.twilioCallSID != nil {
            try closeOne.run([.text(call.id.hex), .text(DialIntent.State.placed.rawValue), .null])
        } else if call.endReason != nil {
            try closeOne.run([
                .text(call.id.hex), .text(DialIntent.State.refused.rawValue), .init(call.endDetail),
            ])
        }
    }

    /// Counts a call of the day; `false` where its user has had all of them.
    func count(_ user: RecordID, at date: Date, limit: Int?) throws(CallStoreError) -> Bool {
        let day = Int(date.timeIntervalSince1970 / 86_400)
        if let limit {
            let count = try selectDay.first([.text(user.hex), .init(day)]) { Int($0.integer(0)) } ?? 0
            guard count < limit else { return false }
        }
        try countDay.run([.text(user.hex), .init(day)])
        return true
    }

    // MARK: Rows

    private static func text(of person: DialIntent.Person?) throws(CallStoreError) -> String? {
        guard let person else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(person) else { throw .unreadable("person") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func read(_ row: borrowing Statement) throws(CallStoreError) -> DialIntent {
        guard let state = DialIntent.State(rawValue: row.text(4)) else { throw .unreadable("intent \(row.text(0))") }
        var intent = DialIntent(
            id: try row.recordID(0), userID: try row.recordID(1), jobID: try row.optionalRecordID(2),
            line: row.optionalInteger(3).map { Int($0) }, state: state, phoneNumber: row.text(5),
            callID: try row.optionalRecordID(7), error: row.optionalText(9))
        intent.askedAt = row.optionalDate(8)
        if let text = row.optionalText(6) {
            guard let person = try? JSONDecoder().decode(DialIntent.Person.self, from: Data(text.utf8)) else {
                throw .unreadable("intent \(row.text(0))")
            }
            intent.person = person
        }
        return intent
    }
}
