import TestSupport
import Testing

@testable import Calls

@Suite("A database from before there were users")
struct OldDatabaseTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("calls.db")
    }

    private func makeOld() throws {
        let connection = try Connection(path: path, busyTimeout: .seconds(1))
        try Migrations.run([Migrations.all[0]], on: connection)
        let (agent, lead) = (RecordID.make(1), RecordID.make(2))
        try connection.execute(
            """
            INSERT INTO agents VALUES ('\(agent)', 'Ada', 'agent_1', 1773655200000);
            INSERT INTO leads VALUES ('\(lead)', 'Grace', '+14155550123', 'VIP', 1773655200000);
            INSERT INTO leads VALUES ('\(RecordID.make(3))', 'Grace H.', '+14155550123', '', 1773655201000);
            """)
        for number in UInt32(10)...12 {
            try connection.execute(
                """
                INSERT INTO calls VALUES ('\(RecordID.make(number))', '\(agent)', 'agent_1', '\(lead)', '+14155550123',
                    '+12125550199', 'outbound', 'live-call', 1773655200000, 1773655200000, 'CA\(number)', NULL,
                    'completed', 61, 'agent-ended', NULL, NULL);
                INSERT INTO call_events VALUES ('\(RecordID.make(number))', 1, 1773655200000, 0, 'agent-response',
                    '{"text":"Hello from number\(number)"}');
                INSERT INTO call_events VALUES ('\(RecordID.make(number))', 2, 1773655200000, 0, 'user-transcript',
                    '{"text":"Zwölf Äpfel, please","event":4}');
                INSERT INTO call_events VALUES ('\(RecordID.make(number))', 3, 1773655200000, 0, 'keypad',
                    '{"text":"5"}');
                INSERT INTO call_events VALUES ('\(RecordID.make(number))', 4, 1773655200000, 0, 'turn-latency',
                    '{"latency":{"agentMilliseconds":700,"bridgeMilliseconds":80}}');
                """)
        }
    }

    @Test("all of it is the owner's, and all of it is there")
    func owner() async throws {
        try makeOld()
        let store = try SQLiteStore(path: path)
        #expect(try await store.users().map(\.name) == ["owner"])
        #expect(try await store.users().map(\.id) == [User.ownerID])
        let agent = Agent(id: .make(1), name: "Ada", elevenLabsAgentID: "agent_1", createdAt: .make())
        #expect(try await store.agents() == [agent])
        let lead = Lead(id: .make(2), name: "Grace", phoneNumber: "+14155550123", notes: "VIP", createdAt: .make())
        #expect(try await store.lead(.make(2)) == lead)
        let log = try #require(try await store.callLog(.make(10), of: User.ownerID))
        #expect(log.call.userID == User.ownerID)
        #expect(log.call.duration == 61)
        #expect(log.call.costPerMinute == nil)
        #expect(log.agent == agent)
        #expect(log.lead == lead)
        #expect(log.events.count == 4)
        #expect(try await store.callLog(.make(10), of: .make(99)) == nil)
    }

    @Test("its calls are found by what was said, before and after")
    func search() async throws {
        try makeOld()
        let store = try SQLiteStore(path: path)
        #expect(try await store.ids(saying: "zwolf") == [.make(12), .make(11), .make(10)])
        #expect(try await store.ids(saying: "number11") == [.make(11)])
        #expect(try await store.ids(saying: "5").isEmpty)
        store.record(.make(.userTranscript(text: "one more thing", eventID: nil), of: .make(11)))
        try await store.add(.make(id: .make(13)), lead: nil)
        store.record(.make(.userTranscript(text: "a thing", eventID: nil), of: .make(13)))
        try await store.flush()
        #expect(try await store.ids(saying: "thing") == [.make(13), .make(11)])
        #expect(try await store.ids(saying: "thing hello number11") == [.make(11)])
    }

    @Test("its turns are in the analytics")
    func turns() async throws {
        try makeOld()
        let store = try SQLiteStore(path: path)
        let sum = try await store.analytics(
            AnalyticsQuery(
                userID: User.ownerID, from: .make(-9), to: .make(9), costPerMinute: Money(millionths: 100_000)))
        #expect(sum.turnLatencies == [.init(value: 780, count: 3)])
        #expect(sum.groups.map(\.count) == [3])
    }

    @Test("a number that it has twice stands for the latest from now on")
    func doubledNumber() async throws {
        try makeOld()
        let store = try SQLiteStore(path: path)
        let news = Lead(id: .make(4), name: "", phoneNumber: "+14155550123", notes: "new", createdAt: .make(9))
        let saved = try await store.save(news)
        #expect(saved.id == .make(3))
        #expect(saved.name == "Grace H.")
        #expect(saved.notes == "new")
    }
}

extension SQLiteStore {
    /// The owner's calls in which all these words were said, newest first.
    func ids(saying text: String) async throws -> [RecordID] {
        var query = CallQuery(userID: User.ownerID, limit: 100)
        query.text = text
        return try await callLogs(query).elements.map(\.call.id)
    }
}
