/// Reads calls as their logs show them, on the connection of whoever owns it.
final class CallLogReader {
    private let selectCall: Statement
    private let selectBySID: Statement
    private let selectListed: Statement
    private let selectLatest: Statement
    private let shown: ShownEvents
    private let rendered: RenderedCallTable
    private let rendering: CallRendering
    private var liveTexts = LiveCallTexts()
    private let agents: AgentTable
    private let leads: LeadTable

    init(_ rendering: CallRendering, on connection: borrowing Connection) throws(CallStoreError) {
        self.rendering = rendering
        let select = "SELECT \(CallRow.columns) FROM calls"
        selectCall = try Statement("\(select) WHERE id = ?1 AND user_id = ?2", on: connection)
        selectListed = try Statement("\(select) WHERE id = ?1", on: connection)
        selectBySID = try Statement(
            "\(select) WHERE twilio_call_sid = ?1 AND +user_id = ?2 ORDER BY id DESC LIMIT 1", on: connection)
        selectLatest = try Statement("SELECT max(seq) FROM call_events WHERE call_id = ?1", on: connection)
        shown = try ShownEvents(on: connection)
        rendered = try RenderedCallTable(rendering, on: connection)
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
        let selection = CallSelection(query, columns: CallRow.columns)
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
        log.events = try shown.events(of: call.id)
        return log
    }

    // MARK: Lists

    /// A row of a list: what is not in the text of its call.
    private struct Row {
        let number: Int64
        let agentID: RecordID?
        let leadID: RecordID?
        let call: ListedCall
    }

    func list(_ query: CallQuery, on connection: borrowing Connection) throws(CallStoreError) -> Page<ListedCall> {
        let selection = CallSelection(query, columns: Self.listed)
        let read = try Statement(selection.sql, on: connection).all(selection.values, Self.listedCall)
        let page = Page(read, limit: query.limit, id: \.call.id)
        var known: [RecordID: Agent] = [:]
        var calls: [ListedCall] = []
        for row in page.elements {
            var call = row.call
            if let id = row.agentID {
                if known[id] == nil { known[id] = try agents.find(id) }
                call.agent = known[id]
            }
            if let id = row.leadID { call.lead = try leads.listed(id) }
            call.text = try text(of: row)
            calls.append(call)
        }
        return Page(elements: calls, next: page.next)
    }

    private static let listed = "id, number, agent_id, elevenlabs_agent_id, lead_id, cost_per_minute, duration"

    private static func listedCall(_ row: borrowing Statement) throws(CallStoreError) -> Row {
        Row(
            number: row.integer(1), agentID: try row.optionalRecordID(2), leadID: try row.optionalRecordID(4),
            call: ListedCall(
                id: try row.recordID(0), elevenLabsAgentID: row.text(3),
                costPerMinute: row.optionalInteger(5).map { Money(millionths: $0) },
                minutes: row.optionalInteger(6).map { CallRecord.minutes(of: Int($0)) }, text: []))
    }

    /// What a call looks like: as it was written when it was settled; before, and where it was written in another way, as its
    /// events say.
    private func text(of row: Row) throws(CallStoreError) -> [UInt8] {
        if let text = try rendered.find(row.number) { return text }
        let id = row.call.id
        // A call changes by events only.
        let sequence = try selectLatest.first([.text(id.hex)]) { $0.integer(0) } ?? 0
        if let text = liveTexts.text(of: id, at: sequence) { return text }
        guard let call = try selectListed.first([.text(id.hex)], CallRow.read) else {
            throw .unreadable("call \(id.hex)")
        }
        let text = rendering.render(call, try shown.events(of: id))
        liveTexts.keep(text, of: id, at: sequence)
        return text
    }
}
