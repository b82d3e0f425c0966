import Foundation
import TestSupport
import Testing

@testable import CLI

@Suite(.serialized) struct ServingLockTests {
    private func environment(_ database: String) -> [String: String] {
        [
            "VOICEBRIDGE_MEDIA_AUTH": "none", "VOICEBRIDGE_LISTEN": "127.0.0.1:0", "VOICEBRIDGE_DATABASE": database,
            "VOICEBRIDGE_LOG_LEVEL": "error",
        ]
    }

    @Test("a database has one server; a dead one does not keep the next from it", .timeLimit(.minutes(1)))
    func one() async throws {
        let directory = try TestSupport.TemporaryDirectory()
        let database = directory.file("calls.sqlite")
        let first = try Program(["serve"], environment: environment(database))
        _ = try await first.line(containing: "listens on ")

        let second = try await Program.run(["serve"], environment: environment(database))
        #expect(second.code == 2)
        #expect(second.error.contains("VOICEBRIDGE_DATABASE: another voicebridge is running with '\(database)'"))
        let other = try Program(["serve"], environment: environment(directory.file("others.sqlite")))
        _ = try await other.line(containing: "listens on ")
        #expect(await other.terminate() == 0)
        let keys = try await Program.run(["keys", "list"], environment: environment(database))
        #expect(keys.code == 0, "\(keys.error)")

        await first.kill()
        let third = try Program(["serve"], environment: environment(database))
        _ = try await third.line(containing: "listens on ")
        #expect(await third.terminate() == 0)
    }
}
