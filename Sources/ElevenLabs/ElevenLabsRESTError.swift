public import HTTP
import JSONWire

/// What the REST API answers when it refuses.
public struct ElevenLabsRESTError: Error, Hashable, Sendable {
    /// The HTTP status; 200 where the answer was a success that was not understood.
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

    /// Reads an answer that is no success. Its `detail` is an object with `status` and `message`, a list of complaints
    /// with `msg`, or a text; without it the status speaks.
    public init(response: HTTPResponse) {
        self.init(
            status: response.status.code, code: nil,
            message: "ElevenLabs answered with HTTP status \(response.status.code).")
        let body = response.body.span
        guard let range = JSONMembers.value("detail", of: body) else { return }
        let detail = body.extracting(range)
        code = JSONMembers.string("status", of: detail)
        let said =
            JSONMembers.string("message", of: detail) ?? JSONMembers.string("detail", of: body)
            ?? Self.firstComplaint(in: detail)
        if let said { message = said }
    }

    private static func firstComplaint(in detail: Span<UInt8>) -> String? {
        var cursor = JSONCursor()
        guard (try? cursor.enterArray(in: detail)) == true, (try? cursor.nextElement(in: detail)) == true,
            let complaint = try? cursor.value(in: detail)
        else { return nil }
        return JSONMembers.string("msg", of: detail.extracting(complaint))
    }
}
