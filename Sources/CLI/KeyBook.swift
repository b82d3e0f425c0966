import Calls
import Foundation

/// What the `keys` commands share: how keys are shown, and how what was done with them is noted.
enum KeyBook {
    /// A key as `--json` prints it.
    struct Entry: Encodable {
        let id: String
        let user: String
        let name: String
        let scopes: [String]
        let createdAt: Date
        let lastUsedAt: Date?
        let revokedAt: Date?
        /// The key itself, shown when it is made and never again.
        var key: String?

        init(_ key: APIKey, users: [User]) {
            id = key.id.hex
            user = users.first { $0.id == key.userID }?.name ?? key.userID.hex
            name = key.name
            scopes = key.scopes.sorted().map(\.rawValue)
            createdAt = key.createdAt
            lastUsedAt = key.lastUsedAt
            revokedAt = key.revokedAt
        }

        private enum CodingKeys: String, CodingKey {
            case id = "_id"
            case user, name, scopes, createdAt, lastUsedAt, revokedAt, key
        }

        /// One line for people.
        var line: String {
            let use = lastUsedAt.map { "last used \($0.formatted(.iso8601))" } ?? "never used"
            let state = revokedAt.map { "revoked \($0.formatted(.iso8601))" } ?? use
            return "\(id)  \(user)  \(scopes.joined(separator: ","))  \(state)  \(name)"
        }
    }

    /// Whoever runs a command here has the database anyway: no key, no address.
    static func note(_ action: AuditEntry.Action, _ subject: RecordID, of user: RecordID, ids: IDSource) -> AuditEntry {
        AuditEntry(
            id: ids.next(), date: Date(), userID: user, keyID: nil, address: "", action: action, subject: subject)
    }
}
