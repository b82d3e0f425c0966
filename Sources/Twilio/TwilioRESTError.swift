public import HTTP

/// What Twilio's REST API answers when it refuses.
public struct TwilioRESTError: Error, Hashable, Sendable {
    /// The HTTP status.
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

    /// Reads an answer that is no success; without Twilio's JSON the status speaks.
    public init(response: HTTPResponse) { fatalError("stub") }

    /// Whether the request was surely not carried out, so that even an order for a call may be sent again: 429 only.
    public var isSafeToRetry: Bool { status == HTTPStatus.tooManyRequests.code }

    /// The answer that carries this error: for a simulator.
    public var response: HTTPResponse { fatalError("stub") }
}
