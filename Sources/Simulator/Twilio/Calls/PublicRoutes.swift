import Synchronization

/// Where public addresses are really found, so that a bridge without a name in the world can be called by the name it bears.
///
/// Signatures are made over the public URL; only the connection goes elsewhere.
final class PublicRoutes: Sendable {
    private struct Route {
        let publicAuthority: Substring
        let local: Substring
        let isSecure: Bool
    }

    private let routes = Mutex<[Route]>([])

    /// Whatever has the scheme and authority of the first URL is found at those of the second.
    func add(_ publicURL: String, at localURL: String) {
        guard let publicParts = URLParts(publicURL), let localParts = URLParts(localURL) else { return }
        let route = Route(
            publicAuthority: publicParts.authority, local: localParts.authority, isSecure: localParts.isSecure)
        routes.withLock { $0.append(route) }
    }

    /// Where to connect for this URL; the URL itself where no route is known. Its fragment is left out.
    func local(_ url: String) -> String {
        guard let parts = URLParts(url) else { return url }
        let route = routes.withLock { routes in
            routes.last { $0.publicAuthority == parts.authority }
        }
        guard let route else { return "\(parts.scheme)://\(parts.authority)\(parts.rest)" }
        let scheme = parts.isWebSocket ? (route.isSecure ? "wss" : "ws") : (route.isSecure ? "https" : "http")
        return "\(scheme)://\(route.local)\(parts.rest)"
    }
}

/// An absolute URL cut where the authority begins and ends; nothing in it is changed.
struct URLParts {
    let scheme: Substring
    let authority: Substring
    /// Path and query; without the fragment.
    let rest: Substring

    init?(_ url: String) {
        let url = url.prefix { $0 != "#" }
        guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else { return nil }
        scheme = url[..<colon]
        let tail = url[url.index(colon, offsetBy: 3)...]
        let end = tail.firstIndex { $0 == "/" || $0 == "?" } ?? tail.endIndex
        authority = tail[..<end]
        rest = tail[end...]
        guard ["http", "https", "ws", "wss"].contains(scheme), !authority.isEmpty else { return nil }
    }

    var isWebSocket: Bool { scheme.hasPrefix("ws") }
    var isSecure: Bool { scheme.hasSuffix("s") && scheme != "ws" }
    var query: Substring? { rest.firstIndex(of: "?").map { rest[rest.index(after: $0)...] } }
}
