import Calls
import HTTP

/// Why a request is not carried out: a status, a word for programs, a sentence for people that says what to do.
struct APIError: Error, Hashable {
    /// The status it is answered with.
    let status: HTTPStatus
    /// The word; part of the API.
    let code: String
    /// The sentence.
    let message: String
    /// The field that is wrong, where one is.
    var field: String?
    /// The call that was written down nevertheless.
    var callLogID: String?
    /// Twilio's name of the call, where there is one.
    var callID: String?
    /// Twilio's own error code.
    var twilioCode: Int?
    /// Headers that the status asks for.
    var headers: HTTPHeaders = [:]

    init(_ status: HTTPStatus, _ code: String, _ message: String, field: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.field = field
    }
}

// MARK: The request

extension APIError {
    static let notFound = APIError(.notFound, "not_found", "There is nothing at this path.")

    static func methodNotAllowed(_ method: HTTPMethod, allowed: [HTTPMethod]) -> APIError {
        let list = allowed.map(\.rawValue).joined(separator: ", ")
        var error = APIError(
            .methodNotAllowed, "method_not_allowed", "This path takes \(list), not \(method.rawValue).")
        error.headers["Allow"] = list
        return error
    }

    static let malformedTarget = APIError(
        .badRequest, "malformed_target", "The path or query is not valid percent-encoded UTF-8.")

    static func malformedJSON(_ why: String) -> APIError {
        APIError(.badRequest, "malformed_json", "The body must be one JSON object: \(why)")
    }

    static let unsupportedMediaType = APIError(
        .unsupportedMediaType, "unsupported_media_type", "Send the body as JSON, with 'Content-Type: application/json'."
    )

    /// As the server says it that reads the body, before any endpoint hears of it.
    static let bodyTooLarge = APIError(
        .contentTooLarge, "content_too_large", "The body is longer than the endpoint takes.")

    static func invalidValue(_ field: String, _ remedy: String) -> APIError {
        APIError(.unprocessableContent, "invalid_value", "'\(field)' \(remedy)", field: field)
    }

    static func invalidField(_ field: String, _ remedy: String) -> APIError {
        APIError(.badRequest, "invalid_field", "'\(field)' \(remedy)", field: field)
    }
}

// MARK: Who may

extension APIError {
    static let unauthorized: APIError = {
        var error = APIError(
            .unauthorized, "unauthorized",
            "Send an API key that is valid in the header 'Authorization: Bearer KEY': there was none, or one that is not "
                + "known or was revoked.")
        error.headers["WWW-Authenticate"] = "Bearer"
        return error
    }()

    static func missingScope(_ scope: APIKey.Scope) -> APIError {
        APIError(
            .forbidden, "missing_scope",
            "This key may not do that: it needs the scope '\(scope.rawValue)'. Make one with 'voicebridge keys create'."
        )
    }

    static func tooManyRequests(_ wait: Duration) -> APIError {
        tooMany("rate_limited", "This key asks more often than it may.", wait)
    }

    static func tooManyFailures(_ wait: Duration) -> APIError {
        tooMany("too_many_failures", "Too many wrong keys came from this address.", wait)
    }

    private static func tooMany(_ code: String, _ message: String, _ wait: Duration) -> APIError {
        let (seconds, attoseconds) = wait.components
        let wait = seconds + (attoseconds > 0 ? 1 : 0)
        var error = APIError(.tooManyRequests, code, "\(message) Try again in \(wait) s.")
        error.headers["Retry-After"] = "\(wait)"
        return error
    }

    static let originNotAllowed = APIError(
        .forbidden, "origin_not_allowed",
        "Pages of this origin may not use the API. List it in VOICEBRIDGE_CORS_ORIGINS to let them.")

    static let localOnly = APIError(
        .forbidden, "local_only",
        "Without a key the API answers only this machine, by a loopback address. Set VOICEBRIDGE_API_KEY, or make a key "
            + "with 'voicebridge keys create', to open it.")

    static func signature(_ why: String) -> APIError {
        APIError(
            .forbidden, "invalid_signature",
            "The signature is not Twilio's for this request (\(why)). Check the public URL and the Auth Token.")
    }
}

// MARK: Calls

extension APIError {
    static let agentRequired = APIError(
        .unprocessableContent, "agent_required",
        "'agentId' is missing and no default agent is set. Name one, or set ELEVENLABS_AGENT_ID.", field: "agentId")

    static let unknownAgent = APIError(
        .notFound, "unknown_agent",
        "No agent has this 'agentId'. Register it with 'voicebridge agents add', or take an id from 'agents list'.",
        field: "agentId")

    static func conflict(with other: RecordID) -> APIError {
        APIError(
            .conflict, "conflict", "The record \(other) has that already: change that one, or remove it first.")
    }

    static let unknownLead = APIError(.notFound, "unknown_lead", "No lead has this id.")

    static let unknownCall = APIError(.notFound, "unknown_call", "No call has this id.")

    static let noRecording = APIError(
        .notFound, "no_recording",
        "There is no recording of this call: it was not recorded, or the recording has been deleted since.")

    static let recordingUnreadable = APIError(
        .internalServerError, "recording_unreadable",
        "The recording cannot be read. The log says why: look at the directory set by VOICEBRIDGE_RECORDINGS.")

    static func rangeNotSatisfiable(byteCount: Int) -> APIError {
        var error = APIError(
            .rangeNotSatisfiable, "range_not_satisfiable",
            "The recording has \(byteCount) bytes; ask for some of those.")
        error.headers["Content-Range"] = "bytes */\(byteCount)"
        return error
    }

    static let twilioNotConfigured = APIError(
        .serviceUnavailable, "twilio_not_configured",
        "No calls can be placed: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_PHONE_NUMBER and WEBHOOK_URL.")

    static let draining = APIError(
        .serviceUnavailable, "draining", "The server is shutting down and takes no new calls. Try again soon.")

    /// What cannot be written down is not done: nothing was dialled.
    static let storeUnavailable: APIError = {
        var error = APIError(
            .serviceUnavailable, "store_unavailable",
            "The database cannot be used at the moment; nothing was done. Try again soon.")
        error.headers["Retry-After"] = "5"
        return error
    }()
}
