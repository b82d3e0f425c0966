/// What analytics add up, of every call: about 30 bytes each, and 8 a turn. Columns are read from one end to the other a
/// hundred times as fast as rows from a database.
struct CallColumns {
    /// A call's agent: ours where it is registered, and ElevenLabs'.
    struct Agent: Hashable {
        let id: RecordID?
        let elevenLabsAgentID: String
    }

    /// A change of a call, or of its turns.
    enum Change {
        case call(number: Int64, CallRecord)
        case turnLatency(number: Int64, milliseconds: Int)
    }

    private static let statuses = CallStatus.allCases

    // By the calls' numbers, which begin with 1 and have hardly a gap; a gap belongs to nobody.
    private var users: [UInt32] = []
    private var agents: [UInt32] = []
    private var created: [Int64] = []
    private var rates: [Int64] = []
    private var durations: [Int32] = []
    private var status: [UInt8] = []

    // Turns in the order in which they came.
    private var turnCalls: [UInt32] = []
    private var turnMilliseconds: [UInt32] = []

    private var userNumbers: [RecordID: UInt32] = [:]
    private var agentNumbers: [Agent: UInt32] = [:]
    private var knownAgents: [Agent] = []

    private static let nobody = UInt32.max
    /// Where a call does not say what a minute costs, or how many seconds it took.
    private static let unknown = -1

    // MARK: Writing

    mutating func apply(_ change: Change) {
        switch change {
        case .call(let number, let call): set(Int(number) - 1, call)
        case .turnLatency(let number, let milliseconds):
            turnCalls.append(UInt32(number) - 1)
            turnMilliseconds.append(UInt32(clamping: milliseconds))
        }
    }

    private mutating func set(_ place: Int, _ call: CallRecord) {
        while created.count <= place { appendNobody() }
        users[place] = number(of: call.userID)
        agents[place] = number(of: Agent(id: call.agentID, elevenLabsAgentID: call.elevenLabsAgentID))
        created[place] = call.createdAt.milliseconds
        rates[place] = call.costPerMinute?.millionths ?? Int64(Self.unknown)
        durations[place] = Int32(clamping: call.duration ?? Self.unknown)
        status[place] = UInt8(Self.statuses.firstIndex(of: call.status) ?? 0)
    }

    private mutating func appendNobody() {
        users.append(Self.nobody)
        agents.append(0)
        created.append(0)
        rates.append(0)
        durations.append(0)
        status.append(0)
    }

    private mutating func number(of user: RecordID) -> UInt32 {
        if let number = userNumbers[user] { return number }
        let number = UInt32(userNumbers.count)
        userNumbers[user] = number
        return number
    }

    private mutating func number(of agent: Agent) -> UInt32 {
        if let number = agentNumbers[agent] { return number }
        let number = UInt32(knownAgents.count)
        agentNumbers[agent] = number
        knownAgents.append(agent)
        return number
    }

    // MARK: Reading

    /// The calls of a range, summed up; its agents have no names yet.
    func sum(_ query: AnalyticsQuery) -> CallAnalytics {
        var sum = CallSum(agents: knownAgents.count)
        if let user = userNumbers[query.userID] { add(user, query, to: &sum) }
        return CallAnalytics(
            groups: sum.groups(of: knownAgents), agentNames: [:], durations: sum.durations.frequencies,
            turnLatencies: sum.turnLatencies.frequencies)
    }

    private func add(_ user: UInt32, _ query: AnalyticsQuery, to sum: inout CallSum) {
        let (from, to) = (query.from.milliseconds, query.to.milliseconds)
        let isAsked = knownAgents.map { query.agentID == nil || $0.id == query.agentID }
        var isAdded = [Bool](repeating: false, count: created.count)
        for place in created.indices {
            guard created[place] >= from, created[place] < to, users[place] == user else { continue }
            let agent = Int(agents[place])
            guard isAsked[agent] else { continue }
            isAdded[place] = true
            sum.add(
                agent: agent, hour: Int(created[place] / 3_600_000 % 24), status: Int(status[place]),
                duration: durations[place] < 0 ? nil : Int(durations[place]),
                at: rates[place] < 0 ? query.costPerMinute : Money(millionths: rates[place]))
        }
        for turn in turnCalls.indices where isAdded[Int(turnCalls[turn])] {
            sum.turnLatencies.add(Int(turnMilliseconds[turn]))
        }
    }
}
