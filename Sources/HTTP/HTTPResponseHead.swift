/// An answer before its body.
public struct HTTPResponseHead: Hashable, Sendable {
    /// Status and fields; the body is still empty.
    public let response: HTTPResponse
    /// The version it was sent in.
    public let version: HTTPVersion
    /// How long the body is.
    public let framing: HTTPBodyFraming
    /// Whether another request may be sent on the connection.
    public let keepsAlive: Bool
}

extension HTTPResponseHead {
    /// RFC 9112, 6.3: no body after `HEAD`, 1xx, 204 and 304, whatever the fields say.
    init(line: StatusLine, headers: HTTPHeaders, answering method: HTTPMethod) throws(HTTPError) {
        let declared = try HTTPBodyFraming.declared(by: headers, version: line.version)
        let status = line.status
        let isBodiless = method == .head || status.code < 200 || status.code == 204 || status.code == 304
        framing = isBodiless ? .none : declared ?? .untilEnd
        version = line.version
        keepsAlive =
            version == .http11 && framing != .untilEnd && status != .switchingProtocols
            && !headers.contains("Connection", token: "close")
        response = HTTPResponse(status, headers: headers)
    }
}

/// The first line of an answer, judged (RFC 9112, 4).
struct StatusLine {
    let version: HTTPVersion
    let status: HTTPStatus

    /// The phrase is for people and dropped. The space before an empty one is missing often enough to be forgiven.
    init(_ line: ArraySlice<UInt8>) throws(HTTPError) {
        let parts = line.split(separator: ASCII.space, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, let version = try HTTPVersion(parts[0]), parts[1].count == 3,
            let code = ASCII.number(parts[1]), (100...599).contains(code),
            parts.count == 2 || parts[2].allSatisfy(ASCII.isFieldValue)
        else { throw .malformedStatusLine }
        self.version = version
        status = HTTPStatus(code: code)
    }
}
