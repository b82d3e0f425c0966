import FoundationEssentials

/// Sums calls up. Everything it needs of them is in the index `calls_by_user`, and only the range is read.
final class AnalyticsReader {
    private static let range = """
        calls.user_id = ?1 AND calls.id >= ?2 AND calls.id < ?3 AND created_ms >= ?4 AND created_ms < ?5
            AND (?6 IS NULL OR +agent_id = ?6)
        """

    private let selectGroups: Statement
    private let selectDurations: Statement
    private let selectLatencies: Statement
    private let agents: AgentTable

    init(on connection: borrowing Connection) throws(CallStoreError) {
        selectGroups = try Statement(
            """
            SELECT created_ms / 3600000 % 24 AS hour, agent_id, elevenlabs_agent_id, status, count(*),
                coalesce(sum(duration), 0),
                coalesce(sum((duration / 60 + (duration % 60 > 0)) * coalesce(cost_per_minute, ?7)), 0)
            FROM calls INDEXED BY calls_by_user WHERE \(Self.range)
            GROUP BY hour, agent_id, elevenlabs_agent_id, status
            """, on: connection)
        selectDurations = try Statement(
            """
            SELECT duration, count(*) FROM calls INDEXED BY calls_by_user
            WHERE \(Self.range) AND status = 'completed' AND duration IS NOT NULL GROUP BY duration ORDER BY duration
            """, on: connection)
        selectLatencies = try Statement(
            """
            SELECT milliseconds, count(*) FROM calls INDEXED BY calls_by_user
            CROSS JOIN turn_latencies ON turn_latencies.call_id = calls.id
            WHERE \(Self.range) GROUP BY milliseconds ORDER BY milliseconds
            """, on: connection)
        agents = try AgentTable(on: connection)
    }

    func sum(_ query: AnalyticsQuery) throws(CallStoreError) -> CallAnalytics {
        let range: [Statement.Value] = [
            .text(query.userID.hex), .text(RecordID.floor(of: query.from).hex),
            .text(RecordID.ceiling(of: query.to).hex), .integer(query.from.milliseconds),
            .integer(query.to.milliseconds), .init(query.agentID),
        ]
        let groups = try selectGroups.all(range + [.integer(query.costPerMinute.millionths)], Self.group)
        var names: [RecordID: String] = [:]
        for id in Set(groups.compactMap(\.agentID)) { names[id] = try agents.find(id)?.name }
        return CallAnalytics(
            groups: groups, agentNames: names, durations: try selectDurations.all(range, Self.frequency),
            turnLatencies: try selectLatencies.all(range, Self.frequency))
    }

    private static func group(_ row: borrowing Statement) throws(CallStoreError) -> CallAnalytics.Group {
        guard let status = CallStatus(rawValue: row.text(3)) else { throw .unreadable("status \(row.text(3))") }
        return CallAnalytics.Group(
            hour: Int(row.integer(0)), agentID: try row.optionalRecordID(1), elevenLabsAgentID: row.text(2),
            status: status, count: Int(row.integer(4)), seconds: Int(row.integer(5)),
            cost: Money(millionths: row.integer(6)))
    }

    private static func frequency(_ row: borrowing Statement) -> CallAnalytics.Frequency {
        CallAnalytics.Frequency(value: Int(row.integer(0)), count: Int(row.integer(1)))
    }
}
