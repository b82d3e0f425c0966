/// Calls added up by hour, agent and status.
struct CallSum {
    private struct Entry {
        var count = 0
        var seconds = 0
        var cost = Money(millionths: 0)
    }

    private static let statuses = CallStatus.allCases
    private static let hours = 24

    /// Where an agent's entries begin, by the agent's number in the columns; -1 where it has none yet.
    private var starts: [Int]
    /// An agent's entries: hour by hour, in each status by status.
    private var entries: [Entry] = []
    private(set) var durations = Histogram()
    var turnLatencies = Histogram()

    /// - Parameter agents: how many agents there are.
    init(agents: Int) { starts = Array(repeating: -1, count: agents) }

    /// Adds a call.
    /// - Parameters:
    ///   - agent: its agent's number.
    ///   - status: the place of its status among all.
    ///   - duration: seconds; `nil` until it has ended.
    mutating func add(agent: Int, hour: Int, status: Int, duration: Int?, at rate: Money) {
        if starts[agent] < 0 {
            starts[agent] = entries.count
            entries.append(contentsOf: repeatElement(Entry(), count: Self.hours * Self.statuses.count))
        }
        let place = starts[agent] + hour * Self.statuses.count + status
        entries[place].count += 1
        guard let duration else { return }
        entries[place].seconds += duration
        entries[place].cost = entries[place].cost + rate * CallRecord.minutes(of: duration)
        if Self.statuses[status] == .completed { durations.add(duration) }
    }

    /// Every group that has calls.
    /// - Parameter agents: the agents by their numbers.
    func groups(of agents: [CallColumns.Agent]) -> [CallAnalytics.Group] {
        var groups: [CallAnalytics.Group] = []
        for (agent, start) in zip(agents, starts) where start >= 0 {
            for place in 0..<Self.hours * Self.statuses.count where entries[start + place].count > 0 {
                let entry = entries[start + place]
                groups.append(
                    CallAnalytics.Group(
                        hour: place / Self.statuses.count, agentID: agent.id,
                        elevenLabsAgentID: agent.elevenLabsAgentID, status: Self.statuses[place % Self.statuses.count],
                        count: entry.count, seconds: entry.seconds, cost: entry.cost))
            }
        }
        return groups
    }
}
