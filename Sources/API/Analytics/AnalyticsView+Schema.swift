import HTTP

extension AnalyticsEndpoint {
    static let operation = APIOperation(
        id: "getAnalytics", tag: .analytics, summary: "What the calls of a range come to",
        parameters: [
            ListQuery.dateParameter("from", "From then on; thirty days before `to` where it is not said."),
            ListQuery.dateParameter("to", "Before then; now where it is not said."),
            .init(.query, "agentId", .id, "Of this agent only."),
            .init(.query, "agent", .id, "The same, by its old name."),
        ], answers: [.json(AnalyticsView.self, "The sums.")])
}

extension AnalyticsView: Described {
    static let schema = Schema.object(
        "Analytics", "What calls come to.",
        [
            success(\.success), always("from", \.from, as: .time), always("to", \.to, as: .time),
            orNull("agentId", \.agentId, as: .id), always("calls", \.calls), always("duration", \.duration),
            always("cost", \.cost), always("turnLatency", \.turnLatency),
            always("byHour", \.byHour, "The hours of the day, in UTC, in which calls were ordered."),
            always("byAgent", \.byAgent, "Most calls first."),
        ])
}

extension AnalyticsView.Tally: Described {
    static let schema = Schema.object(
        "Tally", "Calls, counted.",
        [
            always("total", \.total), always("answered", \.answered, "Somebody, or something, picked up."),
            always("outcomes", \.outcomes, "How many stand where: by status."),
            orNull("answerRate", \.answerRate, "Answered calls among those of which it is known."),
        ])
}

extension AnalyticsView.Durations: Described {
    static let schema = Schema.object([
        always("total", \.total, "Seconds of the calls that were answered and have ended."),
        orNull("average", \.average), orNull("p50", \.p50), orNull("p90", \.p90), orNull("p99", \.p99),
    ])
}

extension AnalyticsView.TurnLatency: Described {
    static let schema = Schema.object([
        always("turns", \.turns), orNull("p50", \.p50, "Milliseconds."), orNull("p90", \.p90), orNull("p95", \.p95),
        orNull("p99", \.p99),
    ])
}

extension AnalyticsView.Cost: Described {
    static let schema = Schema.object([always("totalCost", \.totalCost)])
}

extension AnalyticsView.Hour: Described {
    static let schema = Schema.object([always("hour", \.hour, as: .integer(0...23)), always("calls", \.calls)])
}

extension AnalyticsView.AgentTally: Described {
    static let schema = Schema.object([
        orNull("agentId", \.agentId, as: .id), orNull("name", \.name),
        always("elevenLabsAgentId", \.elevenLabsAgentId), always("calls", \.calls), always("cost", \.cost),
    ])
}
