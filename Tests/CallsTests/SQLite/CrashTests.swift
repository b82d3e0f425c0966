import Foundation
import Glibc
import TestSupport
import Testing

@testable import Calls

@Suite("kill -9")
struct CrashTests {
    @Test("every event that was ever shown is there after a kill in mid-writing, and the database is sound")
    func killed() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("calls.db")
        var lines: [Substring] = []
        for round in 0..<5 {
            let shown = directory.file("shown-\(round)")
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, shown = shown as String] in
                try await CrashTests.writeUntilKilled(database: path, shown: shown)
            }
            // The kill may have torn the last line apart: what is behind the last line's end.
            let written = try String(contentsOfFile: shown, encoding: .utf8)
            lines += written.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            #expect(lines.count >= (round + 1) * 100)
            try await expectStored(lines, in: path)
        }
    }

    @Test("another process that opens the database and closes it again takes no WAL away that is written to")
    func otherProcess() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("calls.db")
        let store = try SQLiteStore(path: path)
        _ = try await store.unfinishedCalls()
        await #expect(processExitsWith: .success) { [path = path as String] in
            let other = try SQLiteStore(path: path)
            _ = try await other.unfinishedCalls()
            let connection = try Connection(path: path, busyTimeout: .seconds(1))
            _ = try connection.integer("SELECT count(*) FROM calls")
        }
        #expect(FileManager.default.fileExists(atPath: path + "-wal"))
        try await store.flush()
    }

    /// Records without pause and notes each event as it is shown, in a file that outlives the process; then dies at a
    /// moment nobody chose: a thread of its own kills while others write.
    private static func writeUntilKilled(database: String, shown: String) async throws {
        let ids = IDSource()
        let store = try SQLiteStore(path: database)
        let call = CallRecord(
            id: ids.next(), agentID: nil, elevenLabsAgentID: "agent_1", leadID: nil, phoneNumber: "+14155550123",
            fromNumber: "+12125550199", direction: .outbound, origin: .liveCall, createdAt: Date())
        try await store.add(call, lead: nil)
        let heard = store.committedEvents()
        Thread.detachNewThread {
            for number in 0... {
                store.record(
                    CallEvent(callID: call.id, date: Date(), kind: .userTranscript(text: "\(number)", eventID: nil)))
                // Commits of every size, from one event to as many as fit a sync.
                if number % 50 == 0 { usleep(200) }
            }
        }
        let file = open(shown, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var count = 0
        for await event in heard {
            guard case .userTranscript(let text, _) = event.kind else { continue }
            let line = Array("\(event.callID) \(text)\n".utf8)
            _ = write(file, line, line.count)
            count += 1
            if count == 100 {
                let delay = UInt32.random(in: 0..<20_000)
                Thread.detachNewThread {
                    usleep(delay)
                    kill(getpid(), SIGKILL)
                }
            }
        }
    }

    private func expectStored(_ lines: [Substring], in path: String) async throws {
        let store = try SQLiteStore(path: path)
        var stored: Set<String> = []
        for call in try await store.unfinishedCalls() {
            let events = try await store.events(of: call.id)
            for (number, event) in events.enumerated() {
                #expect(event.kind == .userTranscript(text: "\(number)", eventID: nil))
                stored.insert("\(call.id) \(number)")
            }
        }
        #expect(lines.filter { !stored.contains(String($0)) } == [])
    }
}
