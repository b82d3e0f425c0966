/// Calls added up by agent, hour and status.
struct CallSum {
    private struct Entry {
        var count = 0
        var seconds = 0
        var cost = Money(millionths: 0)

        mutating func add(_ duration: Int, at rate: Money) {
            count += 1
            guard duration > 0 else { return }
            seconds += duration
            cost = cost + rate * CallRecord.minutes(of: duration)
        }
    }

    private static let statuses = CallStatus.allCases
    private static let kinds = 24 * statuses.count

    /// The hour of the day, in UTC, and the status in one: a kind of call.
    /// - Parameter date: milliseconds since 1970.
    static func kind(_ date: Int64, _ status: CallStatus) -> UInt8 {
        let hour = UInt8((date / 3_600_000 % 24 + 24) % 24)
        return hour * UInt8(statuses.count) + UInt8(statuses.firstIndex(of: status) ?? 0)
    }

    private let costPerMinute: Money
    private let isCompleted: [Bool]
    /// Where an agent's entries begin, which are one for each kind; -1 where it is not asked for.
    private let starts: [Int]
    private var entries: [Entry]
    /// Seconds of the completed calls.
    private(set) var durations = Histogram()

    /// - Parameters:
    ///   - agents: which agents' calls are added up.
    ///   - costPerMinute: what a minute costs where the call does not say.
    init(of agents: [Bool], costPerMinute: Money) {
        var count = 0
        starts = agents.map { isAsked in
            guard isAsked else { return -1 }
            count += Self.kinds
            return count - Self.kinds
        }
        entries = Array(repeating: Entry(), count: count)
        isCompleted = (0..<Self.kinds).map { Self.statuses[$0 % Self.statuses.count] == .completed }
        self.costPerMinute = costPerMinute
    }

    /// Adds a call, if its agent is asked for; says whether it is.
    /// - Parameters:
    ///   - agent: its agent's number.
    ///   - duration: seconds; less than none until it has ended.
    ///   - rate: what a minute costs, in millionths; less than nothing where it does not say.
    mutating func add(agent: Int, kind: Int, duration: Int, rate: Int64) -> Bool {
        guard agent < starts.count, starts[agent] >= 0 else { return false }
        entries[starts[agent] + kind].add(duration, at: rate < 0 ? costPerMinute : Money(millionths: rate))
        if duration >= 0, isCompleted[kind] { durations.add(duration) }
        return true
    }

    /// Every group that has calls.
    /// - Parameter agents: the agents by their numbers.
    func groups(of agents: [CallColumns.Agent]) -> [CallAnalytics.Group] {
        var groups: [CallAnalytics.Group] = []
        for (agent, start) in zip(agents, starts) where start >= 0 {
            for kind in 0..<Self.kinds where entries[start + kind].count > 0 {
                let entry = entries[start + kind]
                groups.append(
                    CallAnalytics.Group(
                        hour: kind / Self.statuses.count, agentID: agent.id,
                        elevenLabsAgentID: agent.elevenLabsAgentID, status: Self.statuses[kind % Self.statuses.count],
                        count: entry.count, seconds: entry.seconds, cost: entry.cost))
            }
        }
        return groups
    }
}
