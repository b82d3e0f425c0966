import FoundationEssentials
public import HTTP

/// What Twilio's REST API answers when it refuses.
public struct TwilioRESTError: Error, Hashable, Sendable {
    /// The HTTP status; a 2xx where the answer was a success that was not understood.
    public var status: Int
    /// Twilio's own code, for example 21211; `nil` where the answer has none.
    public var code: Int?
    /// What Twilio says, or a sentence about the status.
    public var message: String

    /// Makes an error.
    public init(status: Int, code: Int?, message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// Reads an answer that is no success; without Twilio's JSON, as from a proxy on the way, the status speaks.
    public init(response: HTTPResponse) {
        let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
        status = response.status.code
        code = body?.code
        message = body?.message ?? "Twilio answered with HTTP status \(response.status.code)."
    }

    /// Whether the request was surely not carried out, so that even an order for a call may be sent again: 429 only.
    public var isSafeToRetry: Bool { status == HTTPStatus.tooManyRequests.code }

    /// The answer that carries this error: for a simulator.
    public var response: HTTPResponse {
        let body = Body(
            code: code, message: message, moreInfo: code.map { "https://www.twilio.com/docs/errors/\($0)" },
            status: status)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(body) else { preconditionFailure("strings are always encodable") }
        return HTTPResponse(
            HTTPStatus(code: status), headers: ["Content-Type": "application/json"], body: Array(data))
    }

    private struct Body: Codable {
        var code: Int?
        var message: String?
        var moreInfo: String?
        var status: Int?

        enum CodingKeys: String, CodingKey {
            case code
            case message
            case moreInfo = "more_info"
            case status
        }
    }
}
