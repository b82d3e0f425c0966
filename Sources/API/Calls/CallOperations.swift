import Calls
import HTTP

extension CallListEndpoint {
    static let operation = APIOperation(
        id: "listCalls", tag: .calls, summary: "Calls, newest first",
        parameters: ListQuery.pageParameters() + ListQuery.callParameters,
        answers: [.json(Answer.self, "A page of calls.")], errors: ListQuery.callErrors)
}

extension CallListEndpoint.Answer: Described {
    static let schema = Schema.object([
        success(\.success), always("calls", \.calls), orNull("nextCursor", \.nextCursor, as: .cursor),
    ])
}

extension ListQuery {
    /// The filters that lists and exports of calls have in common.
    static let callParameters: [APIOperation.Parameter] = [
        .init(.query, "agentId", .id, "Given to this agent."),
        .init(.query, "leadId", .id, "With this lead."),
        .init(.query, "status", .words(CallStatus.self), "That stand here."),
        .init(.query, "direction", .words(CallRecord.Direction.self), "Who called whom."),
        .init(.query, "initiatedFrom", .words(CallRecord.Origin.self), "How they came about."),
        phoneNumberParameter,
        dateParameter("from", "Ordered then or later."),
        dateParameter("to", "Ordered before then."),
        .init(
            .query, "text", .string(0...textLimit), "Words that were all said in the call, in whatever order and case."),
    ]
    static let callErrors: [APIError] = [.noNumber, .fieldTooLong("text", limit: textLimit)]
}

extension APIOperation.Parameter {
    /// A call, in the path.
    static func call(_ name: String) -> APIOperation.Parameter {
        .init(
            .path, name, .string(pattern: "^([0-9a-f]{24}|CA[0-9a-f]{32})$"), "The call's id, or Twilio's call SID.")
    }
}

extension CallStatusEndpoint {
    static let operation = operation(id: "getCall", parameter: "id", summary: "A call")
    static let statusOperation = operation(id: "getCallStatus", parameter: "callId", summary: "A call: the old path")

    private static func operation(id: String, parameter: String, summary: String) -> APIOperation {
        APIOperation(
            id: id, tag: .calls, summary: summary, parameters: [.call(parameter)],
            answers: [.json(Answer.self, "The call.")], errors: [.unknownCall])
    }
}

extension CallStatusEndpoint.Answer: Described {
    static let schema = Schema.object([success(\.success), always("call", \.call)])
}

extension TranscriptEndpoint {
    static let operation = APIOperation(
        id: "getTranscript", tag: .calls, summary: "What was said in a call",
        parameters: [
            .call("id"), .init(.query, "format", .words(Format.self), "`json` where it is not said; `vtt` is WebVTT."),
        ],
        answers: [
            .init(
                status: .ok, about: "The transcript.",
                content: ["application/json": Answer.schema, "text/plain": .string, "text/vtt": .string])
        ], errors: [.unknownCall])
}

extension TranscriptEndpoint.Answer: Described {
    static let schema = Schema.object([
        success(\.success), always("callLogId", \.callLogId, as: .id),
        orNull("callId", \.callId, "Twilio's call SID."), always("transcript", \.transcript),
    ])
}

extension RecordingEndpoint {
    static let operation = APIOperation(
        id: "getRecording", tag: .calls, summary: "A call's sound, as a WAV file",
        about: "Of a call that is still going on it is what there is so far.",
        parameters: [
            .call("id"), .init(.header, "Range", .string, "The part that is wanted, in bytes (RFC 9110, 14)."),
            .init(.header, "If-Range", .string, "Of which version (RFC 9110, 13.1.5)."),
            .init(.header, "If-None-Match", .string, "Unless it is this version (RFC 9110, 13.1.2)."),
        ],
        answers: [
            .init(status: .ok, about: "All of it.", content: ["audio/wav": .anything], headers: headers),
            .init(
                status: .partialContent, about: "The part.", content: ["audio/wav": .anything],
                headers: headers.merging(["Content-Range": "Which bytes, and of how many."]) { $1 }),
            .init(status: .notModified, about: "It is this version still.", headers: headers),
        ], errors: [.unknownCall, .noRecording, .recordingUnreadable, .rangeNotSatisfiable(byteCount: 4096)])

    private static let headers = ["ETag": "The version.", "Last-Modified": "When it last grew."]
}

extension HangUpEndpoint {
    static let operation = APIOperation(
        id: "hangUp", tag: .calls, summary: "End a call",
        about: "Be it in conversation, ringing, or waiting for its turn at Twilio.", parameters: [.call("id")],
        answers: [.json(.accepted, Answer.self, "The end is ordered; that it has come, the call's log will say.")],
        errors: [
            .unknownCall, .twilioNotConfigured,
            APIError(.conflict, "call_ended", "This call is over: there is nothing to hang up."),
            APIError(.conflict, "not_dialed_yet", "Twilio has not named this call yet. Try again in a moment."),
            APIError(.badGateway, "hangup_uncertain", "Twilio could not be told, or gave no answer: … Try again."),
        ])
}

extension HangUpEndpoint.Answer: Described {
    static let schema = Schema.object([
        success(\.success), always("callLogId", \.callLogId, as: .id), orNull("callId", \.callId, "Twilio's call SID."),
    ])
}

extension ExportEndpoint {
    static let operation = APIOperation(
        id: "exportCalls", tag: .calls, summary: "Calls for other programs, newest first",
        about: "`csv` has a row for each call, `jsonl` a call on each line, `mongo` one that mongoimport takes.",
        parameters: ListQuery.pageParameters(upTo: limit, usually: limit) + ListQuery.callParameters + [
            .init(.query, "format", .words(Format.self), "`csv` where it is not said.")
        ],
        answers: [
            .init(
                status: .ok, about: "A file.", content: ["text/csv": .string, "application/x-ndjson": .string],
                headers: ["X-Next-Cursor": "There is more: ask again with this as `cursor`."])
        ], errors: ListQuery.callErrors)
}
