import FoundationEssentials

/// Reads calls as their logs show them, on the connection of whoever owns it.
final class CallLogReader {
    private let selectCall: Statement
    private let selectBySID: Statement
    private let selectEvents: Statement
    private let agents: AgentTable
    private let leads: LeadTable
    private let coding = EventCoding()

    init(on connection: borrowing Connection) throws(CallStoreError) {
        let select = "SELECT \(CallRow.columns) FROM calls"
        selectCall = try Statement("\(select) WHERE id = ?1 AND user_id = ?2", on: connection)
        selectBySID = try Statement(
            "\(select) WHERE twilio_call_sid = ?1 AND +user_id = ?2 ORDER BY id DESC LIMIT 1", on: connection)
        // What only moved the call's own columns is left where it is: `CallLog.events`.
        selectEvents = try Statement(
            """
            SELECT at_ms, offset_us, kind, body FROM call_events
            WHERE call_id = ?1 AND kind NOT IN ('dialed', 'status', 'answered-by', 'stream-started', 'frames', 'ended') ORDER BY seq
            """, on: connection)
        agents = try AgentTable(on: connection)
        leads = try LeadTable(on: connection)
    }

    func log(_ id: RecordID, of user: RecordID) throws(CallStoreError) -> CallLog? {
        let call = try selectCall.first([.text(id.hex), .text(user.hex)], CallRow.read)
        return try log(of: call)
    }

    func log(twilioCallSID sid: String, of user: RecordID) throws(CallStoreError) -> CallLog? {
        let call = try selectBySID.first([.text(sid), .text(user.hex)], CallRow.read)
        return try log(of: call)
    }

    func logs(_ query: CallQuery, on connection: borrowing Connection) throws(CallStoreError) -> Page<CallLog> {
        let selection = CallSelection(query)
        let read = try Statement(selection.sql, on: connection).all(selection.values, CallRow.read)
        let page = Page(read, limit: query.limit, id: \.id)
        var logs: [CallLog] = []
        for call in page.elements { logs.append(try log(of: call)) }
        return Page(elements: logs, next: page.next)
    }

    private func log(of call: CallRecord?) throws(CallStoreError) -> CallLog? {
        guard let call else { return nil }
        return try log(of: call) as CallLog
    }

    private func log(of call: CallRecord) throws(CallStoreError) -> CallLog {
        var log = CallLog(call: call, agent: nil, lead: nil, events: [])
        if let id = call.agentID { log.agent = try agents.find(id) }
        if let id = call.leadID { log.lead = try leads.find(id) }
        log.events = try selectEvents.all([.text(call.id.hex)]) { (row) throws(CallStoreError) in
            CallEvent(
                callID: call.id, date: Date(milliseconds: row.integer(0)), offset: .microseconds(row.integer(1)),
                kind: try coding.decode(kind: row.text(2), body: row.text(3)))
        }
        return log
    }
}
