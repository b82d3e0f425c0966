/// Calls of a range, summed up.
public struct CallAnalytics: Sendable, Hashable {
    /// Calls that have the hour, the agent and the status in common.
    public struct Group: Sendable, Hashable {
        /// The hour of the day in which they were ordered, 0 to 23 in UTC.
        public var hour: Int
        /// Their agent, where it is a registered one.
        public var agentID: RecordID?
        /// ElevenLabs' own id of the agent.
        public var elevenLabsAgentID: String
        /// Where they stand.
        public var status: CallStatus
        /// How many.
        public var count: Int
        /// Their seconds.
        public var seconds: Int
        /// Their cost.
        public var cost: Money
    }

    /// A value and how often it was found.
    public struct Frequency: Sendable, Hashable {
        /// The value.
        public var value: Int
        /// How often.
        public var count: Int
    }

    /// Every group that has calls.
    public var groups: [Group]
    /// The names of the registered agents among them.
    public var agentNames: [RecordID: String]
    /// Seconds of the calls that were answered and have ended, shortest first.
    public var durations: [Frequency]
    /// Milliseconds from the end of what a caller said to the sound of the answer, shortest first.
    public var turnLatencies: [Frequency]
}

extension [CallAnalytics.Frequency] {
    /// How many values there are.
    public var total: Int { reduce(0) { $0 + $1.count } }

    /// The smallest value that this share of all values does not exceed (nearest rank); `nil` where there are none.
    public func percentile(_ share: Double) -> Int? {
        let rank = Swift.max(1, Int((share * Double(total)).rounded(.up)))
        var seen = 0
        for frequency in self {
            seen += frequency.count
            if seen >= rank { return frequency.value }
        }
        return nil
    }
}
