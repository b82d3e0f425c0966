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

        init(_ groups: [CallAnalytics.Group]) {
            total = groups.reduce(0) { $0 + $1.count }
            answered = groups.filter { Self.isAnswered($0.status) == true }.reduce(0) { $0 + $1.count }
            outcomes = Dictionary(groups.map { ($0.status.rawValue, $0.count) }, uniquingKeysWith: +)
            let decided = groups.filter { Self.isAnswered($0.status) != nil }.reduce(0) { $0 + $1.count }
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
        let totalCost: Decimal
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
        calls = Tally(sum.groups)
        duration = Durations(sum.durations)
        cost = Self.cost(sum.groups)
        turnLatency = TurnLatency(sum.turnLatencies)
        byHour = Dictionary(grouping: sum.groups, by: \.hour).map { Hour(hour: $0, calls: Tally($1)) }
            .sorted { $0.hour < $1.hour }
        byAgent = Dictionary(grouping: sum.groups) { [$0.agentID?.hex ?? "", $0.elevenLabsAgentID] }.values
            .map { groups in
                AgentTally(
                    agentId: groups[0].agentID?.hex, name: groups[0].agentID.flatMap { sum.agentNames[$0] },
                    elevenLabsAgentId: groups[0].elevenLabsAgentID, calls: Tally(groups), cost: Self.cost(groups))
            }
            .sorted { ($1.calls.total, $0.elevenLabsAgentId) < ($0.calls.total, $1.elevenLabsAgentId) }
    }

    private static func cost(_ groups: [CallAnalytics.Group]) -> Cost {
        Cost(totalCost: groups.reduce(Money(millionths: 0)) { $0 + $1.cost }.decimal)
    }
}

private func rounded(_ value: Double, to parts: Double) -> Double { (value * parts).rounded() / parts }
