/// What analytics add up, of every call: about 25 bytes each, and 8 a turn. Columns are read from one end to the other a
/// hundred times as fast as rows from a database.
struct CallColumns {
    /// Whose a call is, and its agent's: ours where it is registered, and ElevenLabs'.
    struct Agent: Hashable {
        let userID: RecordID
        let id: RecordID?
        let elevenLabsAgentID: String
    }

    /// What is kept of a call.
    struct Call {
        let agent: Agent
        let status: CallStatus
        /// Seconds; `nil` until it has ended.
        let duration: Int?
        let costPerMinute: Money?
        /// Milliseconds since 1970.
        let created: Int64
    }

    /// A change of a call, or of its turns.
    enum Change {
        case call(number: Int64, Call)
        case turnLatency(number: Int64, milliseconds: Int)
    }

    // By the calls' numbers, which begin with 1 and have hardly a gap.
    private var agents: [UInt32] = []
    private var created: [Int64] = []
    private var rates: [Int64] = []
    private var durations: [Int32] = []
    /// Hour and status: `CallSum.kind`.
    private var kinds: [UInt8] = []

    // Turns in the order in which they came.
    private var turnCalls: [UInt32] = []
    private var turnMilliseconds: [UInt32] = []

    private var knownAgents: [Agent] = []
    private var agentNumbers: [Agent: UInt32] = [:]

    /// Where a call does not say what a minute costs, or how many seconds it took.
    private static let unknown = -1
    /// The agent of a gap in the numbers: nobody's.
    private static let nobody = UInt32.max

    // MARK: Writing

    mutating func apply(_ change: Change) {
        switch change {
        case .call(let number, let call): set(Int(number) - 1, call)
        case .turnLatency(let number, let milliseconds):
            turnCalls.append(UInt32(number) - 1)
            turnMilliseconds.append(UInt32(clamping: milliseconds))
        }
    }

    private mutating func set(_ place: Int, _ call: Call) {
        while created.count <= place { appendNobody() }
        agents[place] = number(of: call.agent)
        created[place] = call.created
        rates[place] = call.costPerMinute?.millionths ?? Int64(Self.unknown)
        durations[place] = Int32(clamping: call.duration ?? Self.unknown)
        kinds[place] = CallSum.kind(call.created, call.status)
    }

    private mutating func appendNobody() {
        agents.append(Self.nobody)
        created.append(.min)
        rates.append(0)
        durations.append(0)
        kinds.append(0)
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
        let asked = knownAgents.map {
            $0.userID == query.userID && (query.agentID == nil || $0.id == query.agentID)
        }
        var sum = CallSum(of: asked, costPerMinute: query.costPerMinute)
        let (from, to) = (query.from.milliseconds, query.to.milliseconds)
        let (agents, created, kinds) = (agents.span, created.span, kinds.span)
        let (rates, durations) = (rates.span, durations.span)
        var isAdded = [Bool](repeating: false, count: created.count)
        for place in created.indices where created[place] >= from && created[place] < to {
            isAdded[place] = sum.add(
                agent: Int(agents[place]), kind: Int(kinds[place]), duration: Int(durations[place]),
                rate: rates[place])
        }
        var turnLatencies = Histogram()
        turnLatencies.add(turnMilliseconds.span, of: turnCalls.span, where: isAdded.span)
        return CallAnalytics(
            groups: sum.groups(of: knownAgents), agentNames: [:], durations: sum.durations.frequencies,
            turnLatencies: turnLatencies.frequencies)
    }
}

extension CallColumns.Call {
    init(_ call: CallRecord) {
        self.init(
            agent: CallColumns.Agent(
                userID: call.userID, id: call.agentID, elevenLabsAgentID: call.elevenLabsAgentID),
            status: call.status, duration: call.duration, costPerMinute: call.costPerMinute,
            created: call.createdAt.milliseconds)
    }
}
