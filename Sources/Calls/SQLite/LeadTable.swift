import FoundationEssentials

/// The table `leads` on one connection.
final class LeadTable {
    private static let columns = """
        id, user_id, name, phone_number, email, notes, variables, created_ms, updated_ms, archived_ms
        """

    private let insertOne: Statement
    private let updateOne: Statement
    private let deleteOne: Statement
    private let selectOne: Statement
    private let selectListed: Statement
    private let selectByNumber: Statement
    private let selectPage: Statement
    private let selectPageByNumber: Statement
    private let selectCall: Statement

    init(on connection: borrowing Connection) throws(CallStoreError) {
        let select = "SELECT \(Self.columns) FROM leads"
        insertOne = try Statement(
            "INSERT INTO leads (\(Self.columns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", on: connection)
        updateOne = try Statement(
            """
            UPDATE leads SET name = ?3, phone_number = ?4, email = ?5, notes = ?6, variables = ?7, updated_ms = ?9,
                archived_ms = ?10
            WHERE id = ?1 AND user_id = ?2
            """, on: connection)
        deleteOne = try Statement("DELETE FROM leads WHERE id = ?1", on: connection)
        selectOne = try Statement("\(select) WHERE id = ?1", on: connection)
        selectListed = try Statement("SELECT name, phone_number, notes FROM leads WHERE id = ?1", on: connection)
        // Old databases may have a number more than once: the latest in use is meant.
        selectByNumber = try Statement(
            """
            \(select) WHERE user_id = ?1 AND phone_number = ?2 ORDER BY archived_ms IS NOT NULL, id DESC LIMIT 1
            """, on: connection)
        let page = "AND id < ?2 AND (?3 OR archived_ms IS NULL) ORDER BY id DESC LIMIT ?4"
        selectPage = try Statement("\(select) WHERE user_id = ?1 \(page)", on: connection)
        selectPageByNumber = try Statement(
            "\(select) WHERE user_id = ?1 AND phone_number = ?5 \(page)", on: connection)
        selectCall = try Statement("SELECT 1 FROM calls WHERE lead_id = ?1 LIMIT 1", on: connection)
    }

    // MARK: Reading

    func find(_ id: RecordID) throws(CallStoreError) -> Lead? { try selectOne.first([.text(id.hex)], Self.read) }

    /// What lists of calls show of a lead.
    func listed(_ id: RecordID) throws(CallStoreError) -> ListedCall.Lead? {
        try selectListed.first([.text(id.hex)]) { row in
            ListedCall.Lead(id: id, name: row.text(0), phoneNumber: row.text(1), notes: row.text(2))
        }
    }

    /// The lead in use with this number; failing that, one in the archive.
    func find(phoneNumber: String, of user: RecordID) throws(CallStoreError) -> Lead? {
        try selectByNumber.first([.text(user.hex), .text(phoneNumber)], Self.read)
    }

    func page(
        of user: RecordID, phoneNumber: String?, includingArchived: Bool, after: RecordID?, limit: Int
    ) throws(CallStoreError) -> Page<Lead> {
        let values: [Statement.Value] = [
            .text(user.hex), .bound(after), .integer(includingArchived ? 1 : 0), .integer(Int64(limit) + 1),
        ]
        let read =
            if let phoneNumber {
                try selectPageByNumber.all(values + [.text(phoneNumber)], Self.read)
            } else {
                try selectPage.all(values, Self.read)
            }
        return Page(read, limit: limit, id: \.id)
    }

    // MARK: Writing, in the caller's transaction

    func save(_ lead: Lead) throws(CallStoreError) -> Lead {
        guard var known = try find(phoneNumber: lead.phoneNumber, of: lead.userID) else {
            try insertOne.run(try Self.values(lead))
            return lead
        }
        known.merge(lead)
        try updateOne.run(try Self.values(known))
        return known
    }

    func change(_ id: RecordID, of user: RecordID, _ change: (inout Lead) -> Void) throws(CallStoreError) -> Lead? {
        guard var lead = try find(id), lead.userID == user else { return nil }
        let number = lead.phoneNumber
        change(&lead)
        if lead.phoneNumber != number, let other = try find(phoneNumber: lead.phoneNumber, of: user),
            other.archivedAt == nil
        {
            throw .conflict(with: other.id)
        }
        try updateOne.run(try Self.values(lead))
        return lead
    }

    func remove(_ id: RecordID, of user: RecordID, at date: Date) throws(CallStoreError) -> Removal? {
        guard var lead = try find(id), lead.userID == user else { return nil }
        guard try selectCall.first([.text(id.hex)], { _ in true }) == true else {
            try deleteOne.run([.text(id.hex)])
            return .removed
        }
        if lead.archivedAt == nil {
            lead.archivedAt = date
            lead.updatedAt = date
            try updateOne.run(try Self.values(lead))
        }
        return .archived
    }

    // MARK: Rows

    private static func values(_ lead: Lead) throws(CallStoreError) -> [Statement.Value] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let variables = try? encoder.encode(lead.variables) else { throw .unreadable("variables") }
        return [
            .text(lead.id.hex), .text(lead.userID.hex), .text(lead.name), .text(lead.phoneNumber), .text(lead.email),
            .text(lead.notes), .text(String(decoding: variables, as: UTF8.self)),
            .integer(lead.createdAt.milliseconds), .integer(lead.updatedAt.milliseconds), .init(lead.archivedAt),
        ]
    }

    private static func read(_ row: borrowing Statement) throws(CallStoreError) -> Lead {
        let variables = row.text(6)
        var lead = Lead(
            id: try row.recordID(0), userID: try row.recordID(1), name: row.text(2), phoneNumber: row.text(3),
            email: row.text(4), notes: row.text(5), createdAt: Date(milliseconds: row.integer(7)))
        // Most have none, and a decoder is dear.
        if variables != "{}" {
            guard let read = try? JSONDecoder().decode([String: String].self, from: Data(variables.utf8)) else {
                throw .unreadable("variables of lead \(row.text(0))")
            }
            lead.variables = read
        }
        lead.updatedAt = Date(milliseconds: row.integer(8))
        lead.archivedAt = row.optionalDate(9)
        return lead
    }
}
