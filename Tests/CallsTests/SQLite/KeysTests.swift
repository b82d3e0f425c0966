import TestSupport
import Testing

@testable import Calls

@Suite("Users and keys")
struct KeysTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore
    private let key = APIKey(
        id: .make(1), userID: User.ownerID, name: "the shop", scopes: [.call, .read], digest: "d1", createdAt: .make())

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("calls.db"))
    }

    @Test("a user of a name is entered once")
    func users() async throws {
        let ada = User(id: .make(1), name: "ada", createdAt: .make())
        #expect(try await store.user(named: "ada", or: ada) == ada)
        #expect(try await store.user(named: "ada", or: User(id: .make(2), name: "ada", createdAt: .make())) == ada)
        let owner = try await store.user(named: "owner", or: User(id: .make(3), name: "owner", createdAt: .make()))
        #expect(owner.id == User.ownerID)
        #expect(try await store.users().map(\.name) == ["owner", "ada"])
    }

    @Test("a key comes back as it was given, is used, and is revoked once")
    func life() async throws {
        try await store.add(key, noting: nil)
        #expect(try await store.key(key.id) == key)
        #expect(try await store.key(.make(9)) == nil)
        try await store.noteUse(of: key.id, at: .make(60))
        try await store.noteUse(of: key.id, at: .make(30))
        #expect(try await store.key(key.id)?.lastUsedAt == .make(60))
        let entry = AuditEntry(
            id: .make(5), date: .make(), userID: User.ownerID, keyID: nil, address: "", action: .revokeKey,
            subject: key.id)
        #expect(try await store.revokeKey(.make(9), at: .make(), noting: entry) == nil)
        #expect(try await store.revokeKey(key.id, at: .make(70), noting: entry)?.revokedAt == .make(70))
        #expect(try await store.revokeKey(key.id, at: .make(80), noting: entry)?.revokedAt == .make(70))
        #expect(try await store.audit(of: User.ownerID, after: nil, limit: 9).elements == [entry])
        #expect(try await store.keys().map(\.revokedAt) == [.make(70)])
    }

    @Test("a key of nobody is not taken")
    func nobody() async throws {
        let lost = APIKey(
            id: .make(2), userID: .make(9), name: "", scopes: [], digest: "d2", createdAt: .make())
        await #expect(throws: CallStoreError.self) { try await store.add(lost, noting: nil) }
    }
}
