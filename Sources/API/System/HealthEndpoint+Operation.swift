import HTTP

extension HealthEndpoint {
    static let operation = APIOperation(
        id: "getHealth", tag: .system, summary: "Whether new calls are welcome",
        answers: [
            .json(Answer.self, "They are."),
            .json(.serviceUnavailable, Answer.self, "They are not: the server is shutting down."),
        ])
}

extension HealthEndpoint.Answer: Described {
    static let schema = Schema.object([
        always("status", \.status, "`ok` or `draining`."),
        sometimes("instance", \.instance, "Random, new with each start."),
    ])
}
