import CSQLite
import Foundation
import TestSupport
import Testing

@testable import Calls

@Suite("The schema")
struct MigrationsTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("calls.db")
    }

    private func open() throws -> Connection { try Connection(path: path, busyTimeout: .seconds(1)) }

    private func names() throws -> [String] {
        let connection = try open()
        return try Statement("SELECT name FROM migrations ORDER BY number", on: connection).all([]) { $0.text(0) }
    }

    private let known = Migrations.all.map(\.name)

    private let more =
        Migrations.all + [
            .init(name: "colours", sql: "CREATE TABLE colours (name TEXT NOT NULL) STRICT"),
            .init(name: "shades", sql: "ALTER TABLE colours ADD COLUMN shade TEXT"),
        ]

    @Test("an old database gets the steps it lacks, once")
    func older() throws {
        try Migrations.prepare(open())
        try Migrations.run(more, on: open())
        try Migrations.run(more, on: open())
        #expect(try names() == known + ["colours", "shades"])
        try open().execute("INSERT INTO colours VALUES ('red', 'dark')")
    }

    @Test("a step that fails leaves everything as it was")
    func failing() throws {
        try Migrations.prepare(open())
        let broken = more + [.init(name: "broken", sql: "CREATE TABLE tones (a TEXT); CREATE TABLE tones (a TEXT)")]
        #expect(throws: CallStoreError.self) { try Migrations.run(broken, on: open()) }
        #expect(try names() == known)
    }

    @Test("a database of a newer version is refused and left alone")
    func newer() throws {
        try Migrations.run(more, on: open())
        #expect(throws: CallStoreError.newerSchema(found: known.count + 2, known: known.count)) {
            try SQLiteStore(path: path)
        }
    }

    @Test("a database with another history is refused")
    func otherHistory() throws {
        try Migrations.run([.init(name: "calls2", sql: Migrations.all[0].sql)], on: open())
        #expect(throws: CallStoreError.self) { try SQLiteStore(path: path) }
    }

    @Test("another program's database is refused and not a byte of it changed")
    func foreign() throws {
        try open().execute("CREATE TABLE theirs (a TEXT)")
        let before = try Data(contentsOf: URL(filePath: path))
        #expect {
            try SQLiteStore(path: path)
        } throws: { error in
            guard case CallStoreError.failed(SQLITE_NOTADB, _) = error else { return false }
            return true
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("what is no database at all is refused")
    func garbage() throws {
        try Data(String(repeating: "not a database ", count: 100).utf8).write(to: URL(filePath: path))
        #expect(throws: CallStoreError.self) { try SQLiteStore(path: path) }
    }

    @Test("many that open a new database at once all find it made")
    func race() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask { [path] in
                    let store = try SQLiteStore(path: path)
                    try await store.add(.make(id: .make(UInt32(number))), lead: nil)
                }
            }
            try await group.waitForAll()
        }
        #expect(try names() == known)
    }
}
