/// A URL taken apart as far as signatures need it: nothing is decoded, encoded or sorted.
struct SignedURL {
    private let scheme: Substring
    private let userInfo: Substring
    private let host: Substring
    private let port: Substring?
    /// Path, query and fragment.
    private let rest: Substring

    /// `nil` where there is no scheme and host.
    init?(_ url: String) {
        guard let separator = url.range(ofFirst: "://") else { return nil }
        scheme = url[..<separator.lowerBound]
        let afterScheme = url[separator.upperBound...]
        let end = afterScheme.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? afterScheme.endIndex
        rest = afterScheme[end...]
        let authority = afterScheme[..<end]
        let hostStart = authority.lastIndex(of: "@").map { authority.index(after: $0) } ?? authority.startIndex
        userInfo = authority[..<hostStart]
        let hostAndPort = authority[hostStart...]
        // The colons of an IPv6 address stand in brackets.
        let colon = hostAndPort.lastIndex(of: ":")
        if let colon, !hostAndPort[colon...].contains("]") {
            host = hostAndPort[..<colon]
            port = hostAndPort[hostAndPort.index(after: colon)...]
        } else {
            host = hostAndPort
            port = nil
        }
    }

    /// What Twilio may have signed, when it requests this very URL: as it stands, without the port, with the usual one.
    ///
    /// Twilio drops the port over HTTPS and keeps it over HTTP; its own libraries try both.
    var candidates: [String] {
        let usualPort = scheme == "https" || scheme == "wss" ? "443" : "80"
        return [text(port: port), text(port: nil), text(port: port ?? Substring(usualPort))]
    }

    /// For the upgrade of a stream: the same, and with a slash at the end, as an empty path needs and as Twilio advises.
    var upgradeCandidates: [String] {
        let candidates = candidates
        guard !rest.hasSuffix("/"), !rest.contains("?") else { return candidates }
        return candidates + candidates.map { $0 + "/" }
    }

    /// What Twilio signs of a URL that it was configured with.
    var signed: String {
        let visible = rest.prefix { $0 != "#" }
        let path = visible.isEmpty && scheme.hasPrefix("ws") ? "/" : visible
        let keptPort = scheme == "https" ? "" : port.map { ":\($0)" } ?? ""
        return "\(scheme)://\(host)\(keptPort)\(path)"
    }

    /// The value of the first query parameter of this name, as it stands.
    func query(_ name: String) -> Substring? {
        guard let mark = rest.firstIndex(of: "?") else { return nil }
        let query = rest[rest.index(after: mark)...].prefix { $0 != "#" }
        let pair = query.split(separator: "&").first { $0.hasPrefix("\(name)=") }
        return pair?.dropFirst(name.count + 1)
    }

    private func text(port: Substring?) -> String {
        "\(scheme)://\(userInfo)\(host)\(port.map { ":\($0)" } ?? "")\(rest)"
    }
}

extension String {
    /// Where a short text stands first. (`range(of:)` would need the whole of Foundation.)
    fileprivate func range(ofFirst text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
