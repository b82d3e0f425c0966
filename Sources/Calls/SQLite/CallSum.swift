/// Calls added up, row by row: hour of the day, agent, ElevenLabs' id, status, seconds, cost of a minute.
struct CallSum {
    private struct Key: Hashable {
        let hour: Int
        let agent: Int
        let elevenLabsAgent: Int
        let status: Int
    }

    fileprivate struct Entry {
        var count = 0
        var seconds = 0
        var cost = Money(millionths: 0)
    }

    private let costPerMinute: Money
    private var texts = TextNumbers()
    private var entries: [Key: Entry] = [:]
    /// How many completed calls took so many seconds.
    private var counts: [Int: Int] = [:]

    /// - Parameter costPerMinute: what a minute costs where the call does not say.
    init(costPerMinute: Money) { self.costPerMinute = costPerMinute }

    mutating func add(_ row: borrowing Statement) throws(CallStoreError) {
        let key = Key(
            hour: Int(row.integer(0)), agent: row.bytes(1) { texts.number(of: $0) },
            elevenLabsAgent: row.bytes(2) { texts.number(of: $0) }, status: row.bytes(3) { texts.number(of: $0) })
        let duration = row.optionalInteger(4).map { Int($0) }
        let rate = row.optionalInteger(5).map { Money(millionths: $0) } ?? costPerMinute
        entries[key, default: Entry()].add(duration ?? 0, at: rate)
        if let duration, texts.texts[key.status] == CallStatus.completed.rawValue { counts[duration, default: 0] += 1 }
    }

    func groups() throws(CallStoreError) -> [CallAnalytics.Group] {
        var groups: [CallAnalytics.Group] = []
        for (key, entry) in entries {
            let (agent, word) = (texts.texts[key.agent], texts.texts[key.status])
            let agentID = RecordID(agent)
            guard agent.isEmpty || agentID != nil else { throw .unreadable("identifier \(agent)") }
            guard let status = CallStatus(rawValue: word) else { throw .unreadable("status \(word)") }
            groups.append(
                CallAnalytics.Group(
                    hour: key.hour, agentID: agentID, elevenLabsAgentID: texts.texts[key.elevenLabsAgent],
                    status: status, count: entry.count, seconds: entry.seconds, cost: entry.cost))
        }
        return groups
    }

    /// Seconds of the completed calls, shortest first.
    var durations: [CallAnalytics.Frequency] {
        counts.sorted { $0.key < $1.key }.map { CallAnalytics.Frequency(value: $0.key, count: $0.value) }
    }
}

extension CallSum.Entry {
    fileprivate mutating func add(_ duration: Int, at rate: Money) {
        count += 1
        seconds += duration
        cost = cost + rate * CallRecord.minutes(of: duration)
    }
}
