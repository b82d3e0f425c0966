public import HTTP

/// What the REST API answers when it refuses.
public struct ElevenLabsRESTError: Error, Hashable, Sendable {
    /// The HTTP status.
    public var status: Int
    /// The vendor's word for it, for example `invalid_api_key`; `nil` where the answer has none.
    public var code: String?
    /// What the vendor says, or a sentence about the status.
    public var message: String

    /// Makes an error.
    public init(status: Int, code: String?, message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// Reads an answer that is no success; without the vendor's JSON the status speaks.
    public init(response: HTTPResponse) { fatalError("stub") }
}
