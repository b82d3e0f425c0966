import FoundationEssentials
import TestSupport
import Testing

@testable import Calls

@Suite("The columns that analytics add up")
struct AnalyticsColumnsTests {
    private static let everything = AnalyticsQuery(
        userID: User.ownerID, from: .make(-1e9), to: .make(1e9), costPerMinute: Money(millionths: 100_000))

    private func call(_ number: Int64, _ call: CallRecord) -> CallColumns.Change {
        .call(number: number, CallColumns.Call(call))
    }

    private func turn(_ number: Int64, _ milliseconds: Int) -> CallColumns.Change {
        .turnLatency(number: number, milliseconds: milliseconds)
    }

    @Test("what changes while they are loaded counts once, whether its call is loaded or not")
    func loading() {
        let columns = AnalyticsColumns()
        #expect(columns.firstMissing == 1)
        columns.load([call(1, .make()), turn(1, 10)], upTo: 1, isAll: false)
        var ended = CallRecord.make()
        ended.status = .completed
        ended.duration = 7
        // Of the second call, which is not loaded, this comes with the loading.
        columns.apply([call(1, ended), turn(1, 20), call(2, .make(id: .make(2))), turn(2, 30)])
        #expect(columns.firstMissing == 2)
        columns.load([call(2, .make(id: .make(2))), turn(2, 30)], upTo: 500, isAll: true)
        #expect(columns.firstMissing == nil)
        // Numbers beyond those that were loaded are new calls; one that is left out is nobody's.
        columns.apply([call(502, ended), turn(502, 40)])
        let sum = columns.sum(Self.everything)
        #expect(sum.groups.map(\.count).sorted() == [1, 2])
        #expect(sum.durations == [.init(value: 7, count: 2)])
        #expect(sum.turnLatencies == [10, 20, 30, 40].map { .init(value: $0, count: 1) })
    }

    @Test("a histogram has every value, far apart or below zero too")
    func histogram() {
        var histogram = Histogram()
        for value in [65_536, 3, 65_535, 3, -1, 0, .max, 65_536] { histogram.add(value) }
        #expect(
            histogram.frequencies == [
                .init(value: -1, count: 1), .init(value: 0, count: 1), .init(value: 3, count: 2),
                .init(value: 65_535, count: 1), .init(value: 65_536, count: 2), .init(value: .max, count: 1),
            ])
    }

    /// As slow and plain as can be.
    private func expected(_ calls: [CallRecord], _ query: AnalyticsQuery) -> Set<CallAnalytics.Group> {
        let asked = calls.filter {
            $0.userID == query.userID && $0.createdAt >= query.from && $0.createdAt < query.to
                && (query.agentID == nil || $0.agentID == query.agentID)
        }
        var groups: [[String]: CallAnalytics.Group] = [:]
        for call in asked {
            let hour = Int(call.createdAt.timeIntervalSince1970) / 3600 % 24
            let key = ["\(hour)", call.agentID?.hex ?? "", call.elevenLabsAgentID, call.status.rawValue]
            var group =
                groups[key]
                ?? .init(
                    hour: hour, agentID: call.agentID, elevenLabsAgentID: call.elevenLabsAgentID,
                    status: call.status, count: 0, seconds: 0, cost: Money(millionths: 0))
            group.count += 1
            group.seconds += call.duration ?? 0
            group.cost = group.cost + (call.costPerMinute ?? query.costPerMinute) * (call.minutes ?? 0)
            groups[key] = group
        }
        return Set(groups.values)
    }

    @Test("any calls of any users sum up to what they are, before and after a restart")
    func noise() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        var store = try SQLiteStore(path: directory.file("calls.db"))
        let agents = (UInt32(1)...3).map {
            Agent(id: .make($0), name: "Agent \($0)", elevenLabsAgentID: "agent_\($0)", createdAt: .make())
        }
        for agent in agents { try await store.add(agent) }
        var calls: [CallRecord] = []
        for number in UInt32(0)..<1200 {
            let agent = agents.randomElement(using: &random).flatMap { Bool.random(using: &random) ? $0 : nil }
            let call = CallRecord(
                id: .make(100 + number), userID: Bool.random(using: &random) ? User.ownerID : .make(99),
                agentID: agent?.id, elevenLabsAgentID: agent?.elevenLabsAgentID ?? "agent_x", leadID: nil,
                phoneNumber: "+14155550123", fromNumber: "+12125550199", direction: .outbound, origin: .liveCall,
                costPerMinute: Bool.random(using: &random)
                    ? Money(millionths: .random(in: 0...1_000_000, using: &random)) : nil,
                createdAt: .make(Double(Int.random(in: 0..<400_000, using: &random))))
            calls.append(call)
        }
        try await store.add(calls.map { (call: $0, lead: nil) })
        for index in calls.indices {
            let status = CallStatus.allCases.randomElement(using: &random) ?? .busy
            let duration = status == .completed ? Int.random(in: 0...4000, using: &random) : nil
            store.record(.make(.status(status, duration: duration), of: calls[index].id))
            _ = calls[index].apply(.make(.status(status, duration: duration), of: calls[index].id))
        }
        try await store.flush()
        for isReopened in [false, true] {
            if isReopened { store = try SQLiteStore(path: directory.file("calls.db")) }
            for agent in [nil, agents[0].id, agents[2].id, RecordID.make(77)] {
                var query = Self.everything
                query.agentID = agent
                query.from = .make(Double(Int.random(in: -10..<300_000, using: &random)))
                query.to = query.from.addingTimeInterval(200_000)
                let sum = try await store.analytics(query)
                #expect(Set(sum.groups) == expected(calls, query), "seed \(seed), reopened: \(isReopened)")
                #expect(Set(sum.agentNames.keys) == Set(sum.groups.compactMap(\.agentID)))
            }
        }
    }

    @Test("a call that could not be written is not counted")
    func rolledBack() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("calls.db"))
        try await store.add(.make(), lead: nil)
        await #expect(throws: CallStoreError.self) {
            try await store.add([(call: .make(id: .make(2)), lead: nil), (call: .make(), lead: nil)])
        }
        #expect(try await store.analytics(Self.everything).groups.map(\.count) == [1])
        try await store.add(.make(id: .make(3)), lead: nil)
        #expect(try await store.analytics(Self.everything).groups.map(\.count) == [2])
    }
}
