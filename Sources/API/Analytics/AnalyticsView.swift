import Calls
import FoundationEssentials
import Telemetry

/// Analytics in JSON. Every key is always there, `null` where there is nothing to say.
struct AnalyticsView: Encodable {
    /// Calls of some hour or agent, or all of them.
    struct Tally: Encodable {
        let total: Int
        /// Somebody, or something, picked up.
        let answered: Int
        /// How many stand where: by status.
        @InOrder var outcomes: [String: Int]
        /// Answered calls among those of which it is known whether they were answered.
        @OrNull var answerRate: Double?

        fileprivate init(_ counts: Counts) {
            total = counts.byStatus.reduce(0) { $0 + $1.value }
            answered = counts.byStatus.reduce(0) { Self.isAnswered($1.key) == true ? $0 + $1.value : $0 }
            outcomes = Dictionary(uniqueKeysWithValues: counts.byStatus.map { ($0.key.rawValue, $0.value) })
            let decided = counts.byStatus.reduce(0) { Self.isAnswered($1.key) == nil ? $0 : $0 + $1.value }
            answerRate = decided == 0 ? nil : rounded(Double(answered) / Double(decided), to: 10_000)
        }

        private static func isAnswered(_ status: CallStatus) -> Bool? {
            switch status {
            case .queued, .initiated, .ringing: nil
            case .inProgress, .completed: true
            case .busy, .failed, .noAnswer, .canceled: false
            }
        }
    }

    /// Seconds of the calls that were answered and have ended.
    struct Durations: Encodable {
        let total: Int
        @OrNull var average: Double?
        @OrNull var p50: Int?
        @OrNull var p90: Int?
        @OrNull var p99: Int?

        init(_ durations: [CallAnalytics.Frequency]) {
            total = durations.reduce(0) { $0 + $1.value * $1.count }
            average = durations.isEmpty ? nil : rounded(Double(total) / Double(durations.total), to: 10)
            (p50, p90, p99) = (durations.percentile(0.5), durations.percentile(0.9), durations.percentile(0.99))
        }
    }

    /// Milliseconds from the end of what a caller said to the sound of the answer.
    struct TurnLatency: Encodable {
        let turns: Int
        @OrNull var p50: Int?
        @OrNull var p90: Int?
        @OrNull var p95: Int?
        @OrNull var p99: Int?

        init(_ latencies: [CallAnalytics.Frequency]) {
            turns = latencies.total
            (p50, p90) = (latencies.percentile(0.5), latencies.percentile(0.9))
            (p95, p99) = (latencies.percentile(0.95), latencies.percentile(0.99))
        }
    }

    struct Cost: Encodable {
        let totalCost: Amount
    }

    struct Hour: Encodable {
        let hour: Int
        let calls: Tally
    }

    struct AgentTally: Encodable {
        @OrNull var agentId: String?
        @OrNull var name: String?
        let elevenLabsAgentId: String
        let calls: Tally
        let cost: Cost
    }

    let success = true
    let from: String
    let to: String
    @OrNull var agentId: String?
    let calls: Tally
    let duration: Durations
    let cost: Cost
    let turnLatency: TurnLatency
    /// The hours of the day, in UTC, in which calls were ordered.
    let byHour: [Hour]
    /// Most calls first.
    let byAgent: [AgentTally]

    init(_ sum: CallAnalytics, _ query: AnalyticsQuery) {
        from = Timestamp.text(query.from)
        to = Timestamp.text(query.to)
        agentId = query.agentID?.hex
        duration = Durations(sum.durations)
        turnLatency = TurnLatency(sum.turnLatencies)
        var all = Counts()
        var hours: [Int: Counts] = [:]
        var agents: [Agent: Counts] = [:]
        for group in sum.groups {
            all.add(group)
            hours[group.hour, default: Counts()].add(group)
            agents[Agent(id: group.agentID, elevenLabsID: group.elevenLabsAgentID), default: Counts()].add(group)
        }
        calls = Tally(all)
        cost = Cost(totalCost: Amount(all.cost))
        byHour = hours.map { Hour(hour: $0, calls: Tally($1)) }.sorted { $0.hour < $1.hour }
        byAgent = agents.map { agent, counts in
            AgentTally(
                agentId: agent.id?.hex, name: agent.id.flatMap { sum.agentNames[$0] },
                elevenLabsAgentId: agent.elevenLabsID, calls: Tally(counts),
                cost: Cost(totalCost: Amount(counts.cost)))
        }
        .sorted { ($1.calls.total, $0.elevenLabsAgentId) < ($0.calls.total, $1.elevenLabsAgentId) }
    }

    private struct Agent: Hashable {
        let id: RecordID?
        let elevenLabsID: String
    }
}

/// What groups come to.
private struct Counts {
    private(set) var byStatus: [CallStatus: Int] = [:]
    private(set) var cost = Money(millionths: 0)

    mutating func add(_ group: CallAnalytics.Group) {
        byStatus[group.status, default: 0] += group.count
        cost = cost + group.cost
    }
}

private func rounded(_ value: Double, to parts: Double) -> Double { (value * parts).rounded() / parts }
