import ElevenLabs
import HTTP

extension VoiceEndpoint {
    static let operation = APIOperation(
        id: "answerCall", tag: .webhooks, summary: "Twilio asks what to do with a call that was answered",
        parameters: WebhookQuery.parameters + [
            .init(.query, "agentId", .string, "The agent, as the order named it.")
        ],
        body: .form(
            .object(
                WebhookQuery.members + [
                    .required("AccountSid", .string, "Twilio's name of the account."),
                    .required("Direction", .string, "`outbound-api`."),
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
        APIOperation.Parameter(.query, "callLogId", .id, "The call's id, as we put it into the URL.")
    ]
    static let members: [Schema.Member] = [
        .required("CallSid", .string, "Twilio's name of the call."),
        .required("CallStatus", .string, "Where it stands."),
    ]
}

extension StreamStatusEndpoint {
    static let operation = APIOperation(
        id: "reportStreamStatus", tag: .webhooks, summary: "Twilio tells how a media stream gets on",
        parameters: WebhookQuery.parameters,
        body: .form(
            .object([
                .required("CallSid", .string, "Twilio's name of the call."),
                .required("StreamSid", .string, "Twilio's name of the stream."),
                .required("StreamEvent", .string, "`stream-started`, `stream-stopped` or `stream-error`."),
            ]), examples: [:]),
        answers: [.init(status: .noContent, about: "Taken note of.")])
}

extension AnsweredByEndpoint {
    static let operation = APIOperation(
        id: "reportAnsweredBy", tag: .webhooks, summary: "Twilio tells who answered a call",
        parameters: WebhookQuery.parameters,
        body: .form(
            .object([
                .required("CallSid", .string, "Twilio's name of the call."),
                .required("AnsweredBy", .string, "`human`, `machine_start`, `fax` or another of Twilio's words."),
            ]), examples: [:]),
        answers: [.init(status: .noContent, about: "Taken note of.")])
}

extension InboundEndpoint {
    static let operation = APIOperation(
        id: "answerInboundCall", tag: .webhooks, summary: "Twilio asks what to do with a call that comes in",
        body: .form(
            .object(
                WebhookQuery.members + [
                    .required("AccountSid", .string, "Twilio's name of the account."),
                    .required("Direction", .string, "`inbound`."), .optional("From", .string, "Who calls."),
                    .optional("To", .string, "Our number."),
                ]), examples: [:]),
        answers: [.init(status: .ok, about: "TwiML.", content: ["text/xml": .anything])])
}

extension ConversationEventEndpoint {
    static let operation = APIOperation(
        id: "reportConversation", tag: .webhooks, summary: "ElevenLabs tells what a conversation came to",
        body: .json(.map(of: .anything), examples: [:]),
        answers: [.json(Answer.self, "Taken note of.")],
        errors: [
            .elevenLabsWebhooksOff, .elevenLabsSignature(.missing), .conversationTooLong(limit: 16 << 20), .tooManyLongBodies,
            .storeUnavailable,
        ])
}

extension ConversationEventEndpoint.Answer: Described {
    static let schema = Schema.object([success(\.success)])
}
