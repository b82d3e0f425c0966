import FoundationEssentials

/// Reads what happened in a call that its log shows. What only moved the call's own columns is left where it is.
final class ShownEvents {
    private let select: Statement
    private let coding = EventCoding()

    init(on connection: borrowing Connection) throws(CallStoreError) {
        select = try Statement(
            """
            SELECT at_ms, offset_us, kind, body FROM call_events
            WHERE call_id = ?1 AND kind NOT IN ('dialed', 'status', 'answered-by', 'stream-started', 'frames', 'ended') ORDER BY seq
            """, on: connection)
    }

    func events(of call: RecordID) throws(CallStoreError) -> [CallEvent] {
        try select.all([.text(call.hex)]) { (row) throws(CallStoreError) in
            CallEvent(
                callID: call, date: Date(milliseconds: row.integer(0)), offset: .microseconds(row.integer(1)),
                kind: try coding.decode(kind: row.text(2), body: row.text(3)))
        }
    }
}
