import FoundationEssentials

/// The tables `users`, `api_keys` and `audit` on one connection.
final class KeyTable {
    private static let keyColumns = "id, user_id, name, scopes, digest, created_ms, last_used_ms, revoked_ms"
    private static let auditColumns = "id, at_ms, user_id, key_id, address, action, subject"

    private let insertUser: Statement
    private let selectUsers: Statement
    private let insertKey: Statement
    private let selectKey: Statement
    private let selectKeys: Statement
    private let revokeKey: Statement
    private let useKey: Statement
    private let insertAudit: Statement
    private let selectAudit: Statement

    init(on connection: borrowing Connection) throws(CallStoreError) {
        insertUser = try Statement("INSERT INTO users (id, name, created_ms) VALUES (?1, ?2, ?3)", on: connection)
        selectUsers = try Statement("SELECT id, name, created_ms FROM users ORDER BY id", on: connection)
        let keys = "SELECT \(Self.keyColumns) FROM api_keys"
        insertKey = try Statement(
            "INSERT INTO api_keys (\(Self.keyColumns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", on: connection)
        selectKey = try Statement("\(keys) WHERE id = ?1", on: connection)
        selectKeys = try Statement("\(keys) ORDER BY id", on: connection)
        revokeKey = try Statement(
            "UPDATE api_keys SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL", on: connection)
        useKey = try Statement(
            "UPDATE api_keys SET last_used_ms = max(?2, coalesce(last_used_ms, 0)) WHERE id = ?1", on: connection)
        insertAudit = try Statement(
            "INSERT INTO audit (\(Self.auditColumns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", on: connection)
        selectAudit = try Statement(
            "SELECT \(Self.auditColumns) FROM audit WHERE user_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
            on: connection)
    }

    // MARK: Reading

    func users() throws(CallStoreError) -> [User] {
        try selectUsers.all([]) { (row) throws(CallStoreError) in
            User(id: try row.recordID(0), name: row.text(1), createdAt: Date(milliseconds: row.integer(2)))
        }
    }

    func find(_ id: RecordID) throws(CallStoreError) -> APIKey? { try selectKey.first([.text(id.hex)], Self.key) }

    func keys() throws(CallStoreError) -> [APIKey] { try selectKeys.all([], Self.key) }

    func audit(of user: RecordID, after: RecordID?, limit: Int) throws(CallStoreError) -> Page<AuditEntry> {
        let read = try selectAudit.all(
            [.text(user.hex), .bound(after), .integer(Int64(limit) + 1)], Self.entry)
        return Page(read, limit: limit, id: \.id)
    }

    // MARK: Writing, in the caller's transaction

    func user(named name: String, or new: User) throws(CallStoreError) -> User {
        // Users are few.
        if let known = try users().first(where: { $0.name == name }) { return known }
        try insertUser.run([.text(new.id.hex), .text(new.name), .integer(new.createdAt.milliseconds)])
        return new
    }

    func add(_ key: APIKey) throws(CallStoreError) {
        try insertKey.run([
            .text(key.id.hex), .text(key.userID.hex), .text(key.name),
            .text(key.scopes.sorted().map(\.rawValue).joined(separator: " ")), .text(key.digest),
            .integer(key.createdAt.milliseconds), .init(key.lastUsedAt), .init(key.revokedAt),
        ])
    }

    func revoke(_ id: RecordID, at date: Date) throws(CallStoreError) {
        try revokeKey.run([.text(id.hex), .init(date)])
    }

    func noteUse(of id: RecordID, at date: Date) throws(CallStoreError) {
        try useKey.run([.text(id.hex), .init(date)])
    }

    func note(_ entry: AuditEntry) throws(CallStoreError) {
        try insertAudit.run([
            .text(entry.id.hex), .integer(entry.date.milliseconds), .text(entry.userID.hex), .init(entry.keyID),
            .text(entry.address), .text(entry.action.rawValue), .text(entry.subject.hex),
        ])
    }

    // MARK: Rows

    private static func key(_ row: borrowing Statement) throws(CallStoreError) -> APIKey {
        // A scope that this version does not know opens nothing.
        let scopes = row.text(3).split(separator: " ").compactMap { APIKey.Scope(rawValue: String($0)) }
        var key = APIKey(
            id: try row.recordID(0), userID: try row.recordID(1), name: row.text(2), scopes: Set(scopes),
            digest: row.text(4), createdAt: Date(milliseconds: row.integer(5)))
        key.lastUsedAt = row.optionalDate(6)
        key.revokedAt = row.optionalDate(7)
        return key
    }

    private static func entry(_ row: borrowing Statement) throws(CallStoreError) -> AuditEntry {
        guard let action = AuditEntry.Action(rawValue: row.text(5)) else { throw .unreadable("audit \(row.text(0))") }
        return AuditEntry(
            id: try row.recordID(0), date: Date(milliseconds: row.integer(1)), userID: try row.recordID(2),
            keyID: try row.optionalRecordID(3), address: row.text(4), action: action, subject: try row.recordID(6))
    }
}
