/// A request before its body: what a server judges first, to name a body limit, to upgrade or to refuse.
public struct HTTPRequestHead: Hashable, Sendable {
    /// Method, target and fields; the body is still empty. A target in absolute form has been turned into origin form, and
    /// `Host` replaced by its authority (RFC 9112, 3.2.2).
    public let request: HTTPRequest
    /// The version it was sent in.
    public let version: HTTPVersion
    /// How long the body is.
    public let framing: HTTPBodyFraming
    /// Whether another request may follow on the connection. Never after HTTP/1.0.
    public let keepsAlive: Bool
    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110, 10.1.1).
    public let expectsContinue: Bool

    /// Whether there is anything of a body to wait for.
    public var hasBody: Bool { framing != .none && framing != .sized(0) }

    /// Whether it asks for this protocol. An upgrade in HTTP/1.0 is ignored (RFC 9110, 7.8).
    public func asksUpgrade(to name: String) -> Bool {
        version == .http11 && request.headers.contains("Connection", token: "upgrade")
            && request.headers.contains("Upgrade", token: name)
    }
}

extension HTTPRequestHead {
    init(line: RequestLine, headers: HTTPHeaders) throws(HTTPError) {
        var headers = headers
        try Self.judgeHost(&headers, line: line)
        framing = try HTTPBodyFraming.declared(by: headers, version: line.version) ?? .none
        expectsContinue = try Self.expectsContinue(headers, version: line.version)
        keepsAlive = line.version == .http11 && !headers.contains("Connection", token: "close")
        version = line.version
        request = HTTPRequest(line.method, line.target, headers: headers)
    }

    private static func judgeHost(_ headers: inout HTTPHeaders, line: RequestLine) throws(HTTPError) {
        let hosts = headers.values("Host")
        guard hosts.count <= 1 else { throw .repeatedHost }
        guard !hosts.isEmpty || line.version == .http10 else { throw .missingHost }
        guard hosts.allSatisfy({ isAuthority($0.utf8) }) else { throw .malformedHost }
        if let authority = line.authority {
            guard isAuthority(authority.utf8) else { throw .malformedTarget }
            headers["Host"] = authority
        }
    }

    /// `uri-host [":" port]` (RFC 9110, 7.2). Empty names are refused: no target of ours is without authority.
    static func isAuthority(_ bytes: String.UTF8View) -> Bool {
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let address = bytes[bytes.index(after: bytes.startIndex)..<end]
            let isAddress = address.allSatisfy {
                ASCII.hexValue($0) != nil || $0 == ASCII.colon || $0 == UInt8(ascii: ".")
            }
            return !address.isEmpty && isAddress && isPort(bytes[bytes.index(after: end)...])
        }
        let end = bytes.firstIndex(of: ASCII.colon) ?? bytes.endIndex
        return isName(bytes[..<end]) && isPort(bytes[end...])
    }

    private static func isName(_ bytes: Substring.UTF8View) -> Bool {
        guard !bytes.isEmpty, PercentCoding.isWellFormed(bytes) else { return false }
        return bytes.allSatisfy { ASCII.isUnreserved($0) || ASCII.isSubDelimiter($0) || $0 == UInt8(ascii: "%") }
    }

    private static func isPort(_ bytes: Substring.UTF8View) -> Bool {
        guard let first = bytes.first else { return true }
        let digits = bytes.dropFirst()
        return first == ASCII.colon && (digits.isEmpty || ASCII.number(digits).map { $0 <= 65535 } == true)
    }

    private static func expectsContinue(_ headers: HTTPHeaders, version: HTTPVersion) throws(HTTPError) -> Bool {
        let expectations = headers.values("Expect")
        // RFC 9110, 10.1.1: a server ignores the expectation in HTTP/1.0.
        guard version == .http11, !expectations.isEmpty else { return false }
        guard expectations.allSatisfy({ ASCII.sameText($0.utf8, "100-continue".utf8) }) else {
            throw .unsupportedExpectation
        }
        return true
    }
}
