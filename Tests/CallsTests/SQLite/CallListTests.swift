import FoundationEssentials
import TestSupport
import Testing

@testable import Calls

@Suite("Lists of calls")
struct CallListTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let store: SQLiteStore
    private let other = RecordID.make(77)
    private let ada = Agent(id: .make(1), name: "Ada", elevenLabsAgentID: "agent_1", createdAt: .make())

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("calls.db")
        store = try SQLiteStore(path: path)
    }

    /// A call ordered so many seconds after the start, with an id to match.
    private func call(
        _ seconds: UInt32, user: RecordID = User.ownerID, agent: RecordID? = nil, lead: RecordID? = nil,
        number: String = "+14155550123", origin: CallRecord.Origin = .liveCall
    ) -> CallRecord {
        CallRecord(
            id: id(seconds), userID: user, agentID: agent, elevenLabsAgentID: "agent_1", leadID: lead,
            phoneNumber: number, fromNumber: "+12125550199",
            direction: origin == .directStream ? .inbound : .outbound, origin: origin, createdAt: .make(Double(seconds))
        )
    }

    private func id(_ seconds: UInt32) -> RecordID { RecordID(seconds: 1_773_655_200 + seconds, node: 7, counter: 0) }

    private func ids(_ change: (inout CallQuery) -> Void) async throws -> [RecordID] {
        var query = CallQuery(userID: User.ownerID, limit: 50)
        change(&query)
        return try await store.callLogs(query).elements.map(\.call.id)
    }

    @Test("each filter leaves what it says, each alone and all together, newest first")
    func filters() async throws {
        try await store.add(ada)
        let lead = Lead(id: .make(2), name: "Grace", phoneNumber: "+442071838750", notes: "", createdAt: .make())
        try await store.add(call(1), lead: nil)
        try await store.add(call(2, agent: ada.id), lead: nil)
        try await store.add(call(3, agent: ada.id, number: lead.phoneNumber), lead: lead)
        try await store.add(call(4, origin: .directStream), lead: nil)
        try await store.add(call(5, user: other), lead: nil)
        for seconds in [2, 3, 5] as [UInt32] {
            store.record(.make(.status(.busy, duration: nil), of: id(seconds)))
            store.record(.make(.userTranscript(text: "so busy", eventID: nil), of: id(seconds)))
        }
        try await store.flush()

        #expect(try await ids { _ in } == [id(4), id(3), id(2), id(1)])
        #expect(try await ids { $0.agentID = ada.id } == [id(3), id(2)])
        #expect(try await ids { $0.leadID = lead.id } == [id(3)])
        #expect(try await ids { $0.status = .busy } == [id(3), id(2)])
        #expect(try await ids { $0.direction = .inbound } == [id(4)])
        #expect(try await ids { $0.origin = .liveCall } == [id(3), id(2), id(1)])
        #expect(try await ids { $0.phoneNumber = lead.phoneNumber } == [id(3)])
        #expect(
            try await ids {
                $0.from = .make(2); $0.to = .make(4)
            } == [id(3), id(2)])
        #expect(
            try await ids {
                $0.from = .make(2.001); $0.to = .make(3.001)
            } == [id(3)])
        #expect(try await ids { $0.text = "busy" } == [id(3), id(2)])
        #expect(try await ids { $0.userID = other } == [id(5)])
        func all(_ query: inout CallQuery) {
            query.agentID = ada.id
            query.leadID = lead.id
            query.status = .busy
            query.direction = .outbound
            query.origin = .liveCall
            query.phoneNumber = lead.phoneNumber
            query.from = .make(1)
            query.to = .make(9)
        }
        #expect(try await ids(all) == [id(3)])
        #expect(
            try await ids {
                all(&$0); $0.text = "so BUSY"
            } == [id(3)])
        #expect(
            try await ids {
                all(&$0); $0.agentID = .make(99)
            }.isEmpty)
    }

    @Test("pages join without a gap or a double, while calls are added", arguments: [nil, "words"])
    func pages(text: String?) async throws {
        func add(_ seconds: UInt32) async throws {
            try await store.add(call(seconds), lead: nil)
            store.record(.make(.userTranscript(text: "the words", eventID: nil), of: id(seconds)))
            try await store.flush()
        }
        for seconds in UInt32(0)..<7 { try await add(seconds) }
        var query = CallQuery(userID: User.ownerID, limit: 3)
        query.text = text
        var seen: [RecordID] = []
        repeat {
            let page = try await store.callLogs(query)
            #expect(page.elements.count <= 3)
            seen += page.elements.map(\.call.id)
            query.after = page.next
            try await add(100 + UInt32(seen.count))
        } while query.after != nil
        #expect(seen == (UInt32(0)..<7).reversed().map(id))
    }

    @Test("a log has what was said and done, its agent and its lead, and nothing that the call itself says")
    func log() async throws {
        try await store.add(ada)
        let lead = Lead(id: .make(2), name: "Grace", phoneNumber: "+14155550123", notes: "", createdAt: .make())
        try await store.add(call(1, agent: ada.id), lead: lead)
        for kind in CallEvent.Kind.samples { store.record(.make(kind, of: id(1))) }
        try await store.flush()
        let log = try #require(try await store.callLog(id(1), of: User.ownerID))
        #expect(log.agent == ada)
        #expect(log.lead == lead)
        #expect(log.call == (try await store.call(id(1))))
        let shown = CallEvent.Kind.samples.filter {
            switch $0 {
            case .dialed, .status, .answeredBy, .streamStarted, .frames, .ended: false
            default: true
            }
        }
        #expect(log.events.map(\.kind) == shown)
        #expect(try await store.callLog(twilioCallSID: "CA1", of: User.ownerID) == log)
        #expect(try await store.callLog(twilioCallSID: "CA1", of: other) == nil)
        #expect(try await store.callLog(id(1), of: other) == nil)
    }

    @Test("every list follows one index in its order: nothing is sorted, and no table read from end to end")
    func plans() throws {
        let connection = try Connection(path: path, busyTimeout: .seconds(1))
        let changes: [(String, (inout CallQuery) -> Void)] = [
            ("calls_by_user", { _ in }),
            (
                "calls_by_user",
                {
                    $0.from = .make(0); $0.to = .make(9)
                }
            ),
            ("calls_by_agent", { $0.agentID = .make(1) }), ("calls_by_lead", { $0.leadID = .make(1) }),
            (
                "calls_by_agent_and_status",
                {
                    $0.agentID = .make(1); $0.status = .busy
                }
            ),
            ("calls_by_status", { $0.status = .busy }), ("calls_by_origin", { $0.origin = .liveCall }),
            ("calls_by_direction", { $0.direction = .inbound }),
            (
                "calls_by_phone_number",
                {
                    $0.phoneNumber = "+1"; $0.status = .busy; $0.origin = .liveCall
                }
            ),
            ("calls_by_number", { $0.text = "words" }),
            (
                "calls_by_number",
                {
                    $0.text = "words"; $0.status = .busy; $0.from = .make(0); $0.after = .make(1)
                }
            ),
        ]
        for (index, change) in changes {
            var query = CallQuery(userID: User.ownerID, limit: 20)
            change(&query)
            let selection = CallSelection(query, columns: CallRow.columns)
            let plan = try Statement("EXPLAIN QUERY PLAN " + selection.sql, on: connection)
                .all(selection.values) { $0.text(3) }
            #expect(plan.contains { $0.contains("INDEX \(index) ") }, "\(plan)")
            #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.contains("SCAN calls") }, "\(plan)")
        }
    }
}
