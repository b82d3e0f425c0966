public import FoundationEssentials

/// Where users, their keys and what was done with them are kept.
public protocol KeyStore: Sendable {
    /// The user of this name, who is entered where there is none.
    func user(named name: String, or new: User) async throws(CallStoreError) -> User
    /// All users, oldest first.
    func users() async throws(CallStoreError) -> [User]

    /// Adds a key, together with a note of who did; durable when it returns.
    func add(_ key: APIKey, noting audit: AuditEntry?) async throws(CallStoreError)
    /// One key.
    func key(_ id: RecordID) async throws(CallStoreError) -> APIKey?
    /// All keys, oldest first, those revoked among them.
    func keys() async throws(CallStoreError) -> [APIKey]
    /// Revokes a key for good; `nil` where there is none such, and a key revoked before as it is.
    func revokeKey(_ id: RecordID, at date: Date, noting audit: AuditEntry?) async throws(CallStoreError) -> APIKey?
    /// Takes down that a key was used.
    func noteUse(of key: RecordID, at date: Date) async throws(CallStoreError)

    /// Takes down what was done; durable when it returns.
    func note(_ audit: AuditEntry) async throws(CallStoreError)
    /// What was done with a user's records, newest first.
    func audit(of user: RecordID, after: RecordID?, limit: Int) async throws(CallStoreError) -> Page<AuditEntry>
}
