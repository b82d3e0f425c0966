import HTTP
import JSONWire

/// An error in JSON: a word for programs, a sentence for people, and what it is about.
struct ErrorView: Encodable {
    struct Words: Encodable {
        let code: String
        let message: String
        let field: String?
        let callLogId: String?
        let callId: String?
        let twilioCode: Int?
    }

    let success = false
    let error: Words

    init(_ error: APIError) {
        self.error = Words(
            code: error.code, message: error.message, field: error.field, callLogId: error.callLogID,
            callId: error.callID, twilioCode: error.twilioCode)
    }
}

extension ErrorView: Described {
    static let schema = Schema.object(
        "Error", "Why a request was not carried out.",
        [
            always("success", \.success, as: .constant(false)),
            always("error", \.error),
        ])

    /// How a status is described that these errors have in common: each by its code, with the words it comes with.
    static func response(_ errors: [APIError]) -> JSONValue {
        let examples = errors.map { error -> (String, JSONValue) in
            var words: [String: JSONValue] = ["code": .string(error.code), "message": .string(error.message)]
            words["field"] = error.field.map(JSONValue.string)
            return (error.code, ["value": ["success": false, "error": .object(words)]])
        }
        var json: [String: JSONValue] = [
            "description": .string(errors.map { "`\($0.code)`" }.joined(separator: ", ")),
            "content": [
                "application/json": [
                    "schema": schema.json, "examples": .object(Dictionary(examples) { one, _ in one }),
                ]
            ],
        ]
        let headers = errors.flatMap {
            $0.headers.fields.map { ($0.name, ["schema": Schema.string.json] as JSONValue) }
        }
        if !headers.isEmpty { json["headers"] = .object(Dictionary(headers) { one, _ in one }) }
        return .object(json)
    }
}

extension ErrorView.Words: Described {
    static let schema = Schema.object([
        always("code", \.code, "The word for programs; part of the API."),
        always("message", \.message, "What is wrong and what to do, for people."),
        sometimes("field", \.field, "The field that is wrong."),
        sometimes("callLogId", \.callLogId, as: .id, "The call that was written down nevertheless."),
        sometimes("callId", \.callId, "Twilio's call SID."),
        sometimes("twilioCode", \.twilioCode, "Twilio's own error code."),
    ])
}
