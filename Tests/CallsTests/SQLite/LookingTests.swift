import Foundation
import TestSupport
import Testing

@testable import Calls

@Suite("Looking at a database")
struct LookingTests {
    @Test("agents are read beside the store that has it open; an older schema is an error and stays as it is")
    func looking() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("calls.db")
        let store = try SQLiteStore(path: path)
        let ada = Agent(id: .make(), name: "Ada", elevenLabsAgentID: "agent_1", createdAt: .make())
        try await store.add(ada)
        #expect(try await SQLiteStore.agents(in: path) == [ada])

        let old = directory.file("old.db")
        let steps = Array(Migrations.all.prefix(1))
        try Migrations.run(steps, on: Connection(path: old, busyTimeout: .seconds(1)))
        await #expect(throws: CallStoreError.self) { try await SQLiteStore.agents(in: old) }
        let connection = try Connection(path: old, busyTimeout: .seconds(1))
        #expect(try connection.integer("SELECT count(*) FROM migrations") == 1)
    }
}
