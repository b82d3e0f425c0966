import HTTP
import JSONWire

extension LiveCallEndpoint {
    static let operation = APIOperation(
        id: "placeCall", tag: .calls, summary: "Place one call, now",
        about:
            "The order is written down before Twilio is asked. What has an uncertain fate is not to be ordered again.",
        parameters: [.idempotencyKey],
        body: .json(
            .object([
                .required("phoneNumber", .phoneNumber, "Whom to call."),
                .optional(
                    "agentId", .string.orNull,
                    "Our id or ElevenLabs' id of an agent; the default agent where it is not said."),
                .optional("leadName", .string(0...LiveCallRequest.nameLimit).orNull, "Their name."),
                .optional("leadNotes", .string(0...LiveCallRequest.notesLimit).orNull, "What the agent should know."),
            ]),
            examples: ["call": ["agentId": "agent_ada", "phoneNumber": "+14155550123", "leadName": "Grace"]]),
        answers: [
            .json(
                Answer.self, "Twilio has taken the call.",
                links: ["getCall", "getTranscript", "hangUp"].map {
                    .init(operation: $0, parameter: "id", value: "$response.body#/callLogId")
                })
        ],
        errors: .order)
}

extension LiveCallEndpoint.Answer: Described {
    static let schema = Schema.object([
        success(\.success),
        always("callId", \.callId, "Twilio's call SID."),
        always("callLogId", \.callLogId, as: .id, "The call's id."),
        always("leadId", \.leadId, as: .id),
    ])
}

extension TestCallEndpoint {
    static let operation = APIOperation(
        id: "placeTestCall", tag: .calls, summary: "Place one call to try an agent with",
        about: "Whoever is called becomes no lead.", parameters: [.idempotencyKey],
        body: .json(
            .object([
                .required("phoneNumber", .phoneNumber, "Whom to call."),
                .optional("agentId", .string.orNull, "As in an order for a live call."),
            ]), examples: ["call": ["agentId": "agent_ada", "phoneNumber": "+14155550123"]]),
        answers: [.json(Answer.self, "Twilio has taken the call.")], errors: .order)
}

extension TestCallEndpoint.Answer: Described {
    static let schema = Schema.object([
        success(\.success), always("callId", \.callId, "Twilio's call SID."),
        always("callLogId", \.callLogId, as: .id, "The call's id."),
    ])
}
