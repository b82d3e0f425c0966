import HTTP
import JSONWire

extension PreflightEndpoint {
    static let operation = APIOperation(
        id: "preflight", tag: .agents, summary: "Whether calls with an agent could go well, and what they need",
        parameters: [
            .init(.path, "id", .string(pattern: "^[0-9A-Za-z_-]+$"), "Our id or ElevenLabs' id of the agent.")
        ],
        body: .json(
            .object([
                .optional("leadId", .id.orEmpty, "With the variables of this lead."),
                .optional("variables", .map(of: .string.orNull).orNull, "With these variables."),
            ]), examples: ["variables": ["variables": ["plan": "gold"]]], isRequired: false),
        answers: [.json(Answer.self, "What was found.")], errors: [.agentRequired, .unknownAgent, .unknownLead])
}

extension PreflightEndpoint.Answer: Described {
    static let schema = Schema.object([
        success(\.success), always("ready", \.ready, "Whether a call may be placed."),
        always("requiredVariables", \.requiredVariables),
        always("suppliedVariables", \.suppliedVariables, "Those of them that every call has."),
        always("findings", \.findings),
    ])
}

extension PreflightEndpoint.Answer.Finding: Described {
    static let schema = Schema.object([
        always("severity", \.severity, "`error` or `warning`."), always("code", \.code), always("message", \.message),
    ])
}
