import HTTP

/// Which web pages may read our answers: those of the origins that are listed, and no others (WHATWG Fetch, 3.2).
///
/// Keys travel in a header that the page sets itself, never by a browser on its own, so credentials are not allowed for.
struct CORSPolicy: Sendable {
    private static let methods = "GET, POST, PATCH, DELETE"
    private static let requestHeaders = "Authorization, Content-Type, Idempotency-Key, If-None-Match"
    private static let responseHeaders = "ETag, Location, Retry-After, X-Next-Cursor"

    let origins: Set<String>

    init(origins: [String]) { self.origins = Set(origins) }

    /// The answer to a browser that asks before it sends; `nil` where the request is no such question.
    func preflight(_ request: HTTPRequest) throws(APIError) -> HTTPResponse? {
        guard request.method == .options, let origin = request.headers["Origin"],
            request.headers["Access-Control-Request-Method"] != nil
        else { return nil }
        guard origins.contains(origin) else { throw .originNotAllowed }
        return HTTPResponse(
            .noContent,
            headers: [
                "Access-Control-Allow-Methods": Self.methods, "Access-Control-Allow-Headers": Self.requestHeaders,
                // Ten minutes: as long as a change of the list may take to be seen.
                "Access-Control-Max-Age": "600",
            ])
    }

    /// Lets the page read an answer, be it good or bad.
    func apply(to response: inout HTTPResponse, for request: HTTPRequest) {
        guard !origins.isEmpty else { return }
        response.headers.add("Vary", "Origin")
        guard let origin = request.headers["Origin"], origins.contains(origin) else { return }
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = Self.responseHeaders
    }
}
