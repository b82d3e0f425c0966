import ElevenLabs
import HTTP
import JSONWire

extension VoiceEndpoint {
    static let operation = APIOperation(
        id: "answerCall", tag: .webhooks, summary: "Twilio asks what to do with a call that was answered",
        parameters: WebhookQuery.parameters + [
            .init(.query, "agentId", .string, "The agent, as the order named it.")
        ],
        body: .form(
            .object(
                WebhookQuery.members + [
                    .required("AccountSid", .filled, "Twilio's name of the account."),
                    .required("Direction", .filled, "`outbound-api`."),
                    .optional("From", .string, "Our number."), .optional("To", .string, "The other party's."),
                ]), examples: [:]),
        answers: [.init(status: .ok, about: "TwiML.", content: ["text/xml": .anything])], errors: [.unknownAgent])
}

extension CallProgressEndpoint {
    static let operation = APIOperation(
        id: "reportCallStatus", tag: .webhooks, summary: "Twilio tells how a call gets on",
        about: "Doubled, late and reordered reports change nothing.", parameters: WebhookQuery.parameters,
        body: .form(
            .object(
                WebhookQuery.members + [
                    .optional("CallDuration", .string, "Seconds, once it has ended."),
                    .optional("ErrorCode", .string, "Why it failed."),
                    .optional("ErrorMessage", .string, "The same in words."),
                ]), examples: [:]),
        answers: [.init(status: .noContent, about: "Taken note of.")])
}

/// What all of Twilio's webhooks have in common.
private enum WebhookQuery {
    static let parameters = [
        APIOperation.Parameter(
            .query, "callLogId", .string, "The call's id, as we put it into the URL; any other is of a call unknown.")
    ]
    static let members: [Schema.Member] = [
        .required("CallSid", .filled, "Twilio's name of the call."),
        .required("CallStatus", .filled, "Where it stands."),
    ]
}

extension Schema {
    /// A text that is not empty: an empty field of a form counts as missing.
    fileprivate static let filled = Schema(["type": "string", "minLength": 1])
}

extension StreamStatusEndpoint {
    static let operation = APIOperation(
        id: "reportStreamStatus", tag: .webhooks, summary: "Twilio tells how a media stream gets on",
        parameters: WebhookQuery.parameters,
        body: .form(
            .object([
                .required("CallSid", .filled, "Twilio's name of the call."),
                .required("StreamSid", .filled, "Twilio's name of the stream."),
                .required("StreamEvent", .filled, "`stream-started`, `stream-stopped` or `stream-error`."),
            ]), examples: [:]),
        answers: [.init(status: .noContent, about: "Taken note of.")])
}

extension AnsweredByEndpoint {
    static let operation = APIOperation(
        id: "reportAnsweredBy", tag: .webhooks, summary: "Twilio tells who answered a call",
        parameters: WebhookQuery.parameters,
        body: .form(
            .object([
                .required("CallSid", .filled, "Twilio's name of the call."),
                .required("AnsweredBy", .filled, "`human`, `machine_start`, `fax` or another of Twilio's words."),
            ]), examples: [:]),
        answers: [.init(status: .noContent, about: "Taken note of.")])
}

extension InboundEndpoint {
    static let operation = APIOperation(
        id: "answerInboundCall", tag: .webhooks, summary: "Twilio asks what to do with a call that comes in",
        body: .form(
            .object(
                WebhookQuery.members + [
                    .required("AccountSid", .filled, "Twilio's name of the account."),
                    .required("Direction", .filled, "`inbound`."), .optional("From", .string, "Who calls."),
                    .optional("To", .string, "Our number."),
                ]), examples: [:]),
        answers: [.init(status: .ok, about: "TwiML.", content: ["text/xml": .anything])])
}

extension ConversationEventEndpoint {
    /// A body of a type that is read.
    private static func known(_ type: String, _ more: [Schema.Member] = []) -> Schema {
        .object([
            .required("type", Schema(["const": .string(type)]), "What it tells of."),
            .required(
                "data",
                .object([.required("conversation_id", .string, "ElevenLabs' name of the conversation.")] + more),
                "What it tells."),
        ])
    }

    /// A body of any other type, which is taken and not read.
    private static let unknown = Schema.object([
        .required(
            "type",
            Schema([
                "type": "string",
                "not": ["enum": ["post_call_transcription", "post_call_audio", "call_initiation_failure"]],
            ]), "What it tells of.")
    ])

    static let operation = APIOperation(
        id: "reportConversation", tag: .webhooks, summary: "ElevenLabs tells what a conversation came to",
        body: .json(
            Schema([
                "anyOf": .array([
                    known("post_call_transcription").json, known("post_call_audio").json,
                    known("call_initiation_failure", [.required("failure_reason", .string, "Why.")]).json, unknown.json,
                ])
            ]),
            examples: [
                "transcription": [
                    "type": "post_call_transcription", "data": ["conversation_id": "conv_1", "status": "done"],
                ],
                "audio": [
                    "type": "post_call_audio", "data": ["conversation_id": "conv_1", "full_audio": "SUQz"],
                ],
                "failure": [
                    "type": "call_initiation_failure",
                    "data": ["conversation_id": "conv_1", "failure_reason": "busy"],
                ],
            ]),
        answers: [.json(Answer.self, "Taken note of.")],
        errors: [
            .elevenLabsWebhooksOff, .elevenLabsSignature(.missing), .conversationTooLong(limit: 16 << 20),
            .tooManyLongBodies, .storeUnavailable,
        ])
}

extension ConversationEventEndpoint.Answer: Described {
    static let schema = Schema.object([success(\.success)])
}
