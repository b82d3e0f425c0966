extension AgentView: Described {
    static let schema = Schema.object(
        "Agent", "An agent that calls can be given to.",
        [
            always("_id", \._id, as: .id),
            always("userId", \.userId, as: .id, "Whose."),
            always("name", \.name, "What people call it."),
            always("elevenLabsAgentId", \.elevenLabsAgentId, "ElevenLabs' own id."),
            orNull("records", \.records, "Whether its calls are recorded; null leaves it to VOICEBRIDGE_RECORD."),
            always("createdAt", \.createdAt, as: .time),
            always("updatedAt", \.updatedAt, as: .time),
            orNull("archivedAt", \.archivedAt, as: .time, "Since when no calls are given to it."),
        ])
}

extension AgentsEndpoint.One: Described {
    static let schema = Schema.object([success(\.success), always("agent", \.agent)])
}

extension AgentsEndpoint.List: Described {
    static let schema = Schema.object([
        success(\.success), always("agents", \.agents), orNull("nextCursor", \.nextCursor, as: .cursor),
    ])
}

extension RemovalView: Described {
    static let schema = Schema.object([
        success(\.success),
        always("archived", \.archived, "True where calls name it, so that it was put away and not lost."),
    ])
}
