/// A `ws` or `wss` URL taken apart (RFC 6455, 3).
struct WebSocketURL: Hashable, Sendable {
    /// Whether it is `wss`.
    let isSecure: Bool
    /// A name, or a numeric address without brackets.
    let host: String
    /// 1 to 65535; 80 or 443 where it names none.
    let port: Int
    /// Path and query, as sent.
    let target: String
    /// What `Host` says: the port only where the URL names one.
    let authority: String

    /// Takes a URL apart. There is no lenient reading: no user, no fragment, nothing but printable ASCII.
    init(_ url: String) throws(ConnectError) {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !url.utf8.contains(UInt8(ascii: "#")),
            let (isSecure, rest) = Self.scheme(of: url)
        else { throw .malformedURL(url) }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        guard let (host, port) = Self.hostAndPort(authority) else { throw .malformedURL(url) }
        self.isSecure = isSecure
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        self.authority = port == nil && authority.hasSuffix(":") ? String(authority.dropLast()) : String(authority)
        // RFC 6455, 3: an empty path is `/`.
        target = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/" + rest[end...]
    }

    private static func scheme(of url: String) -> (isSecure: Bool, rest: Substring)? {
        guard let separator = url.firstRange(of: "://") else { return nil }
        let rest = url[separator.upperBound...]
        switch url[..<separator.lowerBound].lowercased() {
        case "ws": return (false, rest)
        case "wss": return (true, rest)
        default: return nil
        }
    }

    private static func hostAndPort(_ authority: Substring) -> (host: String, port: Int?)? {
        let host: Substring
        let tail: Substring
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<bracket]
            tail = authority[authority.index(after: bracket)...]
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        } else {
            let colon = authority.firstIndex(of: ":") ?? authority.endIndex
            host = authority[..<colon]
            tail = authority[colon...]
            guard !host.isEmpty, host.allSatisfy(isOfName) else { return nil }
        }
        guard let port = port(tail) else { return nil }
        return (String(host), port)
    }

    private static func isOfName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "-" || character == "." || character == "_"
    }

    /// `nil` where it is none; a port of `nil` where there is nothing behind the host, or a colon alone.
    private static func port(_ tail: Substring) -> Int?? {
        guard let colon = tail.first else { return .some(nil) }
        let digits = tail.dropFirst()
        guard colon == ":", digits.utf8.count <= 5, digits.allSatisfy({ $0.isNumber }) else { return nil }
        guard !digits.isEmpty else { return .some(nil) }
        guard let port = Int(digits), (1...65_535).contains(port) else { return nil }
        return .some(port)
    }
}
