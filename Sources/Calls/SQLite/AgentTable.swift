import FoundationEssentials

/// The table `agents` on one connection.
final class AgentTable {
    private static let columns = "id, user_id, name, elevenlabs_agent_id, created_ms, updated_ms, archived_ms, records"

    private let insertOne: Statement
    private let updateOne: Statement
    private let deleteOne: Statement
    private let selectOne: Statement
    private let selectInUse: Statement
    private let selectByElevenLabsID: Statement
    private let selectPage: Statement
    private let selectCall: Statement

    init(on connection: borrowing Connection) throws(CallStoreError) {
        let select = "SELECT \(Self.columns) FROM agents"
        insertOne = try Statement(
            "INSERT INTO agents (\(Self.columns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", on: connection)
        updateOne = try Statement(
            """
            UPDATE agents SET name = ?3, elevenlabs_agent_id = ?4, updated_ms = ?6, archived_ms = ?7, records = ?8
            WHERE id = ?1 AND user_id = ?2
            """, on: connection)
        deleteOne = try Statement("DELETE FROM agents WHERE id = ?1", on: connection)
        selectOne = try Statement("\(select) WHERE id = ?1", on: connection)
        selectInUse = try Statement("\(select) WHERE archived_ms IS NULL ORDER BY id", on: connection)
        // Those in use first. A user has few agents: reading all of them is quick enough.
        selectByElevenLabsID = try Statement(
            """
            \(select) WHERE user_id = ?1 AND elevenlabs_agent_id = ?2 ORDER BY archived_ms IS NOT NULL, id LIMIT 1
            """, on: connection)
        selectPage = try Statement(
            """
            \(select) WHERE user_id = ?1 AND id < ?2 AND (?3 OR archived_ms IS NULL) ORDER BY id DESC LIMIT ?4
            """, on: connection)
        selectCall = try Statement("SELECT 1 FROM calls WHERE agent_id = ?1 LIMIT 1", on: connection)
    }

    // MARK: Reading

    func find(_ id: RecordID) throws(CallStoreError) -> Agent? { try selectOne.first([.text(id.hex)], Self.read) }

    func inUse() throws(CallStoreError) -> [Agent] { try selectInUse.all([], Self.read) }

    /// The agent in use of this ElevenLabs id; failing that, the one in the archive.
    func find(elevenLabsAgentID id: String, of user: RecordID) throws(CallStoreError) -> Agent? {
        try selectByElevenLabsID.first([.text(user.hex), .text(id)], Self.read)
    }

    func page(
        of user: RecordID, includingArchived: Bool, after: RecordID?, limit: Int
    ) throws(CallStoreError) -> Page<Agent> {
        let read = try selectPage.all(
            [.text(user.hex), .bound(after), .integer(includingArchived ? 1 : 0), .integer(Int64(limit) + 1)],
            Self.read)
        return Page(read, limit: limit, id: \.id)
    }

    // MARK: Writing, in the caller's transaction

    func add(_ agent: Agent) throws(CallStoreError) -> Agent {
        guard var known = try find(elevenLabsAgentID: agent.elevenLabsAgentID, of: agent.userID) else {
            try insertOne.run(Self.values(agent))
            return agent
        }
        guard known.archivedAt != nil else { throw .conflict(with: known.id) }
        known.name = agent.name
        known.updatedAt = agent.updatedAt
        known.archivedAt = nil
        try updateOne.run(Self.values(known))
        return known
    }

    func change(
        _ id: RecordID, of user: RecordID, _ change: (inout Agent) -> Void
    ) throws(CallStoreError) -> Agent? {
        guard var agent = try find(id), agent.userID == user else { return nil }
        let elevenLabsID = agent.elevenLabsAgentID
        change(&agent)
        if agent.elevenLabsAgentID != elevenLabsID,
            let other = try find(elevenLabsAgentID: agent.elevenLabsAgentID, of: user), other.archivedAt == nil
        {
            throw .conflict(with: other.id)
        }
        try updateOne.run(Self.values(agent))
        return agent
    }

    func remove(_ id: RecordID, of user: RecordID, at date: Date) throws(CallStoreError) -> Removal? {
        guard var agent = try find(id), agent.userID == user else { return nil }
        guard try selectCall.first([.text(id.hex)], { _ in true }) == true else {
            try deleteOne.run([.text(id.hex)])
            return .removed
        }
        if agent.archivedAt == nil {
            agent.archivedAt = date
            agent.updatedAt = date
            try updateOne.run(Self.values(agent))
        }
        return .archived
    }

    // MARK: Rows

    private static func values(_ agent: Agent) -> [Statement.Value] {
        [
            .text(agent.id.hex), .text(agent.userID.hex), .text(agent.name), .text(agent.elevenLabsAgentID),
            .integer(agent.createdAt.milliseconds), .integer(agent.updatedAt.milliseconds), .init(agent.archivedAt),
            agent.records.map { .integer($0 ? 1 : 0) } ?? .null,
        ]
    }

    private static func read(_ row: borrowing Statement) throws(CallStoreError) -> Agent {
        var agent = Agent(
            id: try row.recordID(0), userID: try row.recordID(1), name: row.text(2), elevenLabsAgentID: row.text(3),
            records: row.optionalInteger(7).map { $0 != 0 }, createdAt: Date(milliseconds: row.integer(4)))
        agent.updatedAt = Date(milliseconds: row.integer(5))
        agent.archivedAt = row.optionalDate(6)
        return agent
    }
}
