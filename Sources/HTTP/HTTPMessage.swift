public import FoundationEssentials

/// A request as a server got it, body and all.
public struct HTTPRequest: Hashable, Sendable {
    /// The method.
    public var method: HTTPMethod
    /// The request target as sent, for example `/api/calls?limit=10` (RFC 9112, 3.2).
    public var target: String
    /// The header fields.
    public var headers: HTTPHeaders
    /// The body, transfer coding removed.
    public var body: [UInt8]

    /// Makes a request.
    public init(_ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}

/// An answer, body and all. `Content-Length`, `Date` and `Connection` are the serializer's and the server's business.
public struct HTTPResponse: Hashable, Sendable {
    /// The status.
    public var status: HTTPStatus
    /// The header fields.
    public var headers: HTTPHeaders
    /// The body.
    public var body: [UInt8]
    /// A body that is read while it is sent, in place of `body`; only a server sends one.
    public var storedBody: HTTPStoredBody?
    /// A body that is made while it is sent, in place of `body`; only a server sends one.
    public var openBody: HTTPOpenBody?

    /// Makes an answer.
    public init(_ status: HTTPStatus, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Makes an answer whose body is read while it is sent.
    public init(_ status: HTTPStatus, headers: HTTPHeaders = [:], stored body: HTTPStoredBody) {
        self.init(status, headers: headers)
        storedBody = body
    }

    /// Makes an answer whose body is made while it is sent.
    public init(_ status: HTTPStatus, headers: HTTPHeaders = [:], open body: HTTPOpenBody) {
        self.init(status, headers: headers)
        openBody = body
    }

    /// How long the body is; 0 for one that is open.
    public var bodyByteCount: Int { storedBody?.range.count ?? body.count }
}

/// A request to be sent elsewhere, named by an absolute `http` or `https` URL.
public struct OutgoingRequest: Hashable, Sendable {
    /// The method.
    public var method: HTTPMethod
    /// Where to: scheme, host, port, path and query.
    public var url: URL
    /// The header fields; `Host` and `Content-Length` are added when it is sent.
    public var headers: HTTPHeaders
    /// The body.
    public var body: [UInt8]

    /// Makes a request.
    public init(_ method: HTTPMethod, _ url: URL, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}
