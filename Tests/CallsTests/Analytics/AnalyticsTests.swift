import FoundationEssentials
import TestSupport
import Testing

@testable import Calls

@Suite("Analytics")
struct AnalyticsTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore
    private let ada = Agent(id: .make(1), name: "Ada", elevenLabsAgentID: "agent_1", createdAt: .make())

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("calls.db"))
    }

    private func add(
        _ seconds: UInt32, user: RecordID = User.ownerID, agent: RecordID? = nil, _ status: CallStatus, duration: Int?,
        cost: Money? = nil
    ) async throws -> RecordID {
        let id = RecordID(seconds: 1_773_655_200 + seconds, node: 7, counter: 0)
        try await store.add(
            CallRecord(
                id: id, userID: user, agentID: agent, elevenLabsAgentID: "agent_1", leadID: nil,
                phoneNumber: "+14155550123", fromNumber: "+12125550199", direction: .outbound, origin: .liveCall,
                costPerMinute: cost, createdAt: .make(Double(seconds))), lead: nil)
        store.record(.make(.status(status, duration: duration), of: id))
        try await store.flush()
        return id
    }

    private func sum(from: Double = 0, to: Double = 86_400, agent: RecordID? = nil) async throws -> CallAnalytics {
        try await store.analytics(
            AnalyticsQuery(
                userID: User.ownerID, from: .make(from), to: .make(to), agentID: agent,
                costPerMinute: Money(millionths: 100_000)))
    }

    @Test("calls are counted by hour, agent and status, with their seconds and their cost to the cent")
    func groups() async throws {
        try await store.add(ada)
        _ = try await add(0, agent: ada.id, .completed, duration: 61)
        _ = try await add(1, agent: ada.id, .completed, duration: 60, cost: Money(millionths: 30_000))
        _ = try await add(2, .busy, duration: 0)
        _ = try await add(3600, agent: ada.id, .ringing, duration: nil)
        _ = try await add(3, user: .make(9), .completed, duration: 1000)
        let sum = try await sum()
        #expect(
            Set(sum.groups) == [
                .init(
                    hour: 10, agentID: ada.id, elevenLabsAgentID: "agent_1", status: .completed, count: 2, seconds: 121,
                    cost: Money(millionths: 230_000)),
                .init(
                    hour: 10, agentID: nil, elevenLabsAgentID: "agent_1", status: .busy, count: 1, seconds: 0,
                    cost: Money(millionths: 0)),
                .init(
                    hour: 11, agentID: ada.id, elevenLabsAgentID: "agent_1", status: .ringing, count: 1, seconds: 0,
                    cost: Money(millionths: 0)),
            ])
        #expect(sum.agentNames == [ada.id: "Ada"])
        #expect(sum.durations == [.init(value: 60, count: 1), .init(value: 61, count: 1)])
    }

    @Test("only the range and the agent that are asked for count")
    func range() async throws {
        try await store.add(ada)
        for seconds in UInt32(0)..<4 {
            _ = try await add(seconds, agent: seconds == 2 ? ada.id : nil, .completed, duration: 1)
        }
        #expect(try await sum(from: 1, to: 3).durations.total == 2)
        #expect(try await sum(from: 0.5, to: 2.5).durations.total == 2)
        #expect(try await sum(agent: ada.id).durations.total == 1)
        #expect(try await sum(from: 9).groups.isEmpty)
    }

    @Test("turn latencies are those of the calls in the range")
    func latencies() async throws {
        let early = try await add(0, .completed, duration: 1)
        let late = try await add(100, .completed, duration: 1)
        for (call, latency) in [(early, 700), (early, 900), (late, 900)] {
            let turn = TurnLatency(agentMilliseconds: latency - 100, bridgeMilliseconds: 100)
            store.record(.make(.turnLatency(turn), of: call))
        }
        try await store.flush()
        #expect(try await sum().turnLatencies == [.init(value: 700, count: 1), .init(value: 900, count: 2)])
        #expect(try await sum(from: 50).turnLatencies == [.init(value: 900, count: 1)])
    }

    @Test("percentiles are values that were found, by nearest rank")
    func percentiles() {
        let ten = (1...10).map { CallAnalytics.Frequency(value: $0 * 10, count: 1) }
        #expect([0, 0.5, 0.9, 0.95, 1].map { ten.percentile($0) } == [10, 50, 90, 100, 100])
        #expect([CallAnalytics.Frequency(value: 7, count: 3)].percentile(0.99) == 7)
        #expect([CallAnalytics.Frequency]().percentile(0.5) == nil)
    }
}
