import Calls
import HTTP
import JSONWire

extension BulkUploadEndpoint {
    static let operation = APIOperation(
        id: "bulkUpload", tag: .jobs, summary: "Call the people of a list, one after the other",
        about: "With 'Prefer: respond-async' the job's id is answered at once; else its report when it is over.",
        parameters: [
            .init(.query, "dryRun", .boolean, "Whether the list is only judged."), .idempotencyKey,
            .init(.header, "Prefer", .string, "`respond-async` (RFC 7240)."),
        ],
        body: .multipart(
            .object([
                .required("file", Schema(["type": "string", "format": "binary"]), "The list, CSV or TSV."),
                .optional("agentId", .string, "As in an order for a live call."),
            ]), partTypes: ["file": "text/csv"]),
        answers: [
            .json(BulkReport.self, "What came of each row."),
            .json(
                .accepted, Accepted.self, "The job has begun.", headers: .location,
                links: ["getJob", "pauseJob", "resumeJob", "cancelJob"].map {
                    .init(operation: $0, parameter: "id", value: "$response.body#/jobId")
                }),
        ], errors: formErrors + sheetErrors + .idempotency + orderErrors + .preflight)

    private static let orderErrors: [APIError] = [
        .agentRequired, .unknownAgent, .twilioNotConfigured, .draining, .missing("file"),
        APIError(.serviceUnavailable, "job_paused", "The job has paused itself: … Ask for /api/bulk-jobs/…."),
    ]

    private static let formErrors: [APIError] =
        [
            MultipartError.notFormData, .malformedBoundary, .malformedDelimiter, .malformedPartHeader,
            .malformedDisposition, .extendedFilename, .unsupportedTransferEncoding, .tooManyParts(limit: 8),
            .partHeaderTooLong(limit: 8192), .surroundingsTooLong(limit: 8192), .endedEarly,
        ].map { APIError($0.status, $0.kind, "\($0)") } + [
            .fileTooLarge, .repeatedFile, .fieldTooLong("agentId", limit: 256),
        ]

    private static let sheetErrors: [APIError] = [
        "empty", "phone_column_missing", "repeated_column", "heading", "reserved_heading", "field_too_long",
        "header_too_long", "nul_byte", "quote_in_field", "text_after_quote", "too_many_columns", "too_many_rows",
        "unsupported_encoding", "unterminated_quote",
    ].map {
        APIError(.unprocessableContent, "csv_\($0)", "What is wrong with the list, and in which line.", field: "file")
    }
}

extension BulkUploadEndpoint.Accepted: Described {
    static let schema = Schema.object([success(\.success), always("jobId", \.jobId, as: .id)])
}

extension BulkReport: Described {
    static let schema = Schema.object([
        success(\.success), orNull("jobId", \.jobId, as: .id), always("totalRows", \.totalRows),
        always("successfulCalls", \.successfulCalls), always("errors", \.errors), always("calls", \.calls),
        always("errorDetails", \.errorDetails),
    ])
}

extension BulkReport.Call: Described {
    static let schema = Schema.object([
        always("phoneNumber", \.phoneNumber), always("name", \.name), orNull("callId", \.callId),
        orNull("leadId", \.leadId, as: .id), always("status", \.status, "`initiated`, `valid` or `unknown`."),
    ])
}

extension BulkReport.Fault: Described {
    static let schema = Schema.object([
        always("row", \.row), always("phoneNumber", \.phoneNumber), always("error", \.error),
    ])
}

extension BulkJobEndpoint {
    static let showOperation = APIOperation(
        id: "getJob", tag: .jobs, summary: "How a bulk job gets on, and its rows",
        parameters: [
            idParameter, .init(.query, "limit", .integer(1...1000), "Rows at most; 100 where it is not said."),
            .init(.query, "after", Schema(["type": "integer", "minimum": 0]), "The `nextRow` of the answer before."),
        ], answers: [.json(Shown.self, "The job and its rows.")], errors: [.unknownJob])

    static let eventsOperation = APIOperation(
        id: "watchJob", tag: .jobs, summary: "A bulk job whenever it has changed, as Server-Sent Events",
        parameters: [idParameter],
        answers: [
            .init(
                status: .ok, about: "Events `progress` and `end`, each with the job as it is then.",
                content: ["text/event-stream": .anything])
        ],
        errors: [.unknownJob])

    static let pauseOperation = change("pauseJob", "Dial no more rows of a bulk job for now")
    static let resumeOperation = change("resumeJob", "Go on with a bulk job", [.unknownAgent] + .preflight)
    static let cancelOperation = change("cancelJob", "End a bulk job")

    private static let idParameter = APIOperation.Parameter(.path, "id", .id, "The job's id.")

    private static func change(_ id: String, _ summary: String, _ errors: [APIError] = []) -> APIOperation {
        APIOperation(
            id: id, tag: .jobs, summary: summary, parameters: [idParameter],
            answers: [.json(Changed.self, "The job as it is now.")],
            errors: [
                .unknownJob,
                APIError(.conflict, "job_not_open", "The job is …, and cannot be changed to that any more."),
            ] + errors)
    }
}

extension BulkJobEndpoint.Shown: Described {
    static let schema = Schema.object([
        success(\.success), always("job", \.job), always("rows", \.rows), orNull("nextRow", \.nextRow),
    ])
}

extension BulkJobEndpoint.Changed: Described {
    static let schema = Schema.object([success(\.success), always("job", \.job)])
}

extension BulkJobView: Described {
    static let schema = Schema.object(
        "Job", "A list of people who are called one after the other.",
        [
            always("id", \.id, as: .id), always("status", \.status, "`running`, `paused`, `completed` or `cancelled`."),
            orNull("reason", \.reason, "Why it paused itself."), orNull("agentId", \.agentId, as: .id),
            always("elevenLabsAgentId", \.elevenLabsAgentId), always("totalRows", \.totalRows),
            always("successfulCalls", \.successfulCalls), always("errors", \.errors), always("counts", \.counts),
            orNull("row", \.row, "The furthest line of the file that was dialled."),
            always("callsPerSecond", \.callsPerSecond, "Rows a second, of late."),
            orNull("estimatedEnd", \.estimatedEnd, as: .time), always("createdAt", \.createdAt, as: .time),
            always("updatedAt", \.updatedAt, as: .time),
        ])
}

extension BulkJobView.Counts: Described {
    static let schema = Schema.object([
        always("waiting", \.waiting), always("dialling", \.dialling), always("placed", \.placed),
        always("refused", \.refused), always("invalid", \.invalid), always("cancelled", \.cancelled),
    ])
}

extension BulkRowView: Described {
    static let schema = Schema.object([
        always("row", \.row), always("phoneNumber", \.phoneNumber), always("name", \.name),
        always("status", \.status, "`planned`, `asked`, `placed`, `refused`, `invalid` or `cancelled`."),
        orNull("callId", \.callId), orNull("callLogId", \.callLogId, as: .id), orNull("leadId", \.leadId, as: .id),
        orNull("callStatus", \.callStatus, as: .words(CallStatus.self)), orNull("error", \.error),
    ])
}
