import FoundationEssentials
import HTTP

/// Where a request goes: connections are shared by requests of one origin.
struct HTTPOrigin: Hashable, Sendable {
    let isSecure: Bool
    /// A name, or a numeric address without brackets.
    let host: String
    let port: Int

    /// From an `http` or `https` URL. A name and password in it are refused: they belong into a field, and a URL ends up
    /// in logs.
    init(_ url: URL) throws(HTTPClientError) {
        switch url.scheme?.lowercased() {
        case "http": isSecure = false
        case "https": isSecure = true
        case let other: throw .connect(.malformedURL("scheme \(other ?? "missing")"))
        }
        guard url.user() == nil, url.password() == nil else { throw .connect(.malformedURL("a password in it")) }
        guard var host = url.host(percentEncoded: true)?.lowercased(), !host.isEmpty else {
            throw .connect(.malformedURL("no host"))
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        self.host = host
        port = url.port ?? (isSecure ? 443 : 80)
        guard (1...65535).contains(port) else { throw .connect(.malformedURL("port \(port)")) }
    }

    /// The value of `Host` (RFC 9110, 7.2): without the port where it is the scheme's own.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }
}

extension HTTPRequest {
    /// The request as it is sent to its origin: target in origin form, `Host` set.
    init(_ outgoing: OutgoingRequest, to origin: HTTPOrigin) {
        let path = outgoing.url.path(percentEncoded: true)
        let query = outgoing.url.query(percentEncoded: true).map { "?" + $0 } ?? ""
        var headers = outgoing.headers
        headers["Host"] = origin.authority
        // Some servers turn away requests that do not say who asks.
        if headers["User-Agent"] == nil { headers["User-Agent"] = "voicebridge" }
        self.init(outgoing.method, (path.isEmpty ? "/" : path) + query, headers: headers, body: outgoing.body)
    }

    /// Whether sending it twice does no more than sending it once. RFC 9110, 9.2.2 counts `PUT` and `DELETE` among these;
    /// here only what changes nothing does (9.2.1).
    var isSafe: Bool { [HTTPMethod.get, .head, .options].contains(method) }
}
