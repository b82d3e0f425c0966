import Calls
import Foundation
import TestSupport
import Testing

@testable import CLI

@Suite(.serialized) struct KeysCommandTests {
    private struct Entry: Decodable {
        let _id: String
        let user: String
        let name: String
        let scopes: [String]
        let revokedAt: String?
        let key: String?
    }

    private let directory: TestSupport.TemporaryDirectory

    init() throws { directory = try TestSupport.TemporaryDirectory() }

    private func run(_ words: String...) async throws -> Program.Result {
        try await Program.run(words + ["--database", "calls.sqlite"], directory: directory.path)
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ result: Program.Result) throws -> Value {
        #expect(result.code == 0, "\(result.error)")
        return try JSONDecoder().decode(type, from: Data(result.output.utf8))
    }

    @Test("a key is shown when it is made and never again, and nothing on disk has it")
    func shownOnce() async throws {
        let made = try decode(
            Entry.self, try await run("keys", "create", "the shop", "--user", "ada", "--scopes", "call,read", "--json"))
        let key = try #require(made.key)
        #expect(key.hasPrefix("vb_\(made._id)_"))
        #expect(made.user == "ada" && made.name == "the shop" && made.scopes == ["read", "call"])
        let plain = try await run("keys", "create", "another")
        #expect(plain.output.hasPrefix("vb_") && plain.output.split(separator: "\n").count == 1)
        #expect(plain.error.contains("not shown again"))

        let list = try await run("keys", "list", "--json")
        let entries = try decode([Entry].self, list)
        // Two programs that ran within one second give ids without an order between them.
        #expect(Set(entries.map(\.user)) == ["ada", "owner"] && entries.count == 2)
        #expect(entries.allSatisfy { $0.key == nil && $0.revokedAt == nil })
        let secret = try #require(key.split(separator: "_").last)
        #expect(!list.output.contains(secret))
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            let bytes = try Data(contentsOf: URL(filePath: directory.file(name)))
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
        }
    }

    @Test("a key is revoked by its id or by itself, once, and the audit says so")
    func revoked() async throws {
        let made = try decode(Entry.self, try await run("keys", "create", "x", "--json"))
        let revoked = try decode(Entry.self, try await run("keys", "revoke", try #require(made.key), "--json"))
        #expect(revoked.revokedAt != nil)
        let again = try decode(Entry.self, try await run("keys", "revoke", made._id, "--json"))
        #expect(again.revokedAt == revoked.revokedAt)
        let store = try SQLiteStore(path: directory.file("calls.sqlite"))
        let audit = try await store.audit(of: User.ownerID, after: nil, limit: 9).elements
        // Two processes within a second: their ids are in no order.
        #expect(audit.count == 2 && Set(audit.map(\.action)) == [.revokeKey, .createKey])
    }

    @Test("wrong words are refused, and name what is wrong without repeating a secret")
    func wrong() async throws {
        #expect(try await run("keys", "create", "x", "--scopes", "write").error.contains("read, call and admin"))
        #expect(try await run("keys", "create", " ").code == 2)
        #expect(try await run("keys", "create", "a\nb").code == 2)
        let unknown = try await run("keys", "revoke", "65f5a1b2c3d4e5f6a7b8c9d0")
        #expect(unknown.code == 1 && unknown.error.contains("keys list"))
        let nonsense = try await run("keys", "revoke", "hunter2")
        #expect(nonsense.code == 2 && !nonsense.error.contains("hunter2"))
    }

    @Test("bench store asks for every kind of read")
    func bench() async throws {
        struct Report: Decodable {
            struct Read: Decodable {
                let name: String
                let p99Milliseconds: Double
            }
            let calls: Int
            let reads: [Read]
        }
        let result = try await Program.run(["bench", "store", "--calls", "100", "--requests", "10", "--json"])
        let report = try decode(Report.self, result)
        #expect(report.calls == 100)
        #expect(report.reads.count == 22)
        #expect(report.reads.allSatisfy { $0.p99Milliseconds > 0 })
    }
}
