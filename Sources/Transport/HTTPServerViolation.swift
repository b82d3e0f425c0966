import HTTP

/// What a client of the server did wrong. It is counted by kind, answered where there is anybody to answer, and always the
/// end of its connection.
enum HTTPServerViolation: Hashable, Sendable {
    /// Not HTTP/1.1, or over a limit.
    case malformed(HTTPError)
    /// A head took longer than `headDeadline`.
    case headTooSlow
    /// A body took longer than `bodyDeadline`, or came slower than `minimumBodyRate`.
    case bodyTooSlow
    /// A new connection on which nothing came within `headDeadline`.
    case silent
    /// Nothing of an answer was taken for `writeStallLimit`.
    case answerNotRead
    /// A connection beyond `connectionsPerAddress` or `connectionLimit`.
    case tooManyConnections

    /// Its name among what is counted.
    var kind: String {
        switch self {
        case .malformed(let error): "http_" + error.kind
        case .headTooSlow: "http_head_too_slow"
        case .bodyTooSlow: "http_body_too_slow"
        case .silent: "http_silent"
        case .answerNotRead: "http_answer_not_read"
        case .tooManyConnections: "http_too_many_connections"
        }
    }

    /// What the client is told; `nil` where it asked nothing, or does not listen.
    var response: HTTPResponse? {
        switch self {
        case .malformed(let error): .refusal(error.status, error.description)
        case .headTooSlow: .refusal(.requestTimeout, "The request head took too long.")
        case .bodyTooSlow: .refusal(.requestTimeout, "The request body came too slowly.")
        case .silent, .answerNotRead, .tooManyConnections: nil
        }
    }
}
