/// The table `rendered_calls` on one connection: what settled calls look like as text, by their numbers.
final class RenderedCallTable {
    private let select: Statement
    private let insert: Statement
    private let delete: Statement
    private let selectMissing: Statement
    private let rendering: CallRendering

    init(_ rendering: CallRendering, on connection: borrowing Connection) throws(CallStoreError) {
        select = try Statement("SELECT text FROM rendered_calls WHERE number = ?1 AND version = ?2", on: connection)
        insert = try Statement(
            """
            INSERT OR REPLACE INTO rendered_calls (number, version, text)
            SELECT number, ?2, ?3 FROM calls WHERE id = ?1
            """, on: connection)
        delete = try Statement(
            "DELETE FROM rendered_calls WHERE number = (SELECT number FROM calls WHERE id = ?1)", on: connection)
        selectMissing = try Statement(
            """
            SELECT \(CallRow.columns) FROM calls INDEXED BY calls_by_number
            WHERE number > ?1 AND number <= ?2 AND end_reason IS NOT NULL
                AND NOT EXISTS (
                    SELECT 1 FROM rendered_calls
                    WHERE rendered_calls.number = calls.number AND rendered_calls.version = ?3)
            """, on: connection)
        self.rendering = rendering
    }

    /// What a call looks like; `nil` where that is not written, or in another way.
    func find(_ number: Int64) throws(CallStoreError) -> [UInt8]? {
        try select.first([.integer(number), .integer(Int64(rendering.version))]) { $0.copy(0) }
    }

    /// Writes down what a call looks like, if no more is expected of it; what is written already is never left as it was.
    func write(
        _ call: CallRecord, _ events: () throws(CallStoreError) -> [CallEvent]
    ) throws(CallStoreError) {
        guard call.isSettled else { return }
        guard rendering.version > 0 else { return try delete.run([.text(call.id.hex)]) }
        let text = String(decoding: rendering.render(call, try events()), as: UTF8.self)
        try insert.run([.text(call.id.hex), .integer(Int64(rendering.version)), .text(text)])
    }

    /// Settled calls that are not written down in this way.
    func missing(in numbers: Range<Int64>) throws(CallStoreError) -> [CallRecord] {
        guard rendering.version > 0 else { return [] }
        let values: [Statement.Value] = [
            .integer(numbers.lowerBound - 1), .integer(numbers.upperBound - 1), .integer(Int64(rendering.version)),
        ]
        return try selectMissing.all(values, CallRow.read).filter(\.isSettled)
    }
}

extension CallRecord {
    /// Whether both ends are told: Twilio's and ours. News may still come, from the vendors, but seldom.
    fileprivate var isSettled: Bool { endReason != nil && status.isTerminal }
}
