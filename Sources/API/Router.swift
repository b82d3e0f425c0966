import Calls
import HTTP

/// Finds the endpoint for a request.
struct Router {
    typealias Handler = @Sendable (APIRequest) async throws(APIError) -> HTTPResponse

    /// Who may use an endpoint.
    enum Access {
        /// Anyone.
        case anyone
        /// Whose key has this scope.
        case scope(APIKey.Scope)
        /// Twilio; the endpoint checks the signature itself, since it covers the body.
        case twilio
        /// ElevenLabs, likewise.
        case elevenLabs
    }

    struct Route {
        let method: HTTPMethod
        /// The path's segments; `:name` takes any one segment that is not empty.
        let segments: [String]
        let access: Access
        /// The largest body that is handed over in pieces as it comes; `nil` where bodies come whole.
        let streamLimit: Int?
        /// What it takes and answers, for the API's description.
        let operation: APIOperation
        var handler: Handler

        init(
            _ method: HTTPMethod, _ path: String, _ access: Access, streamingUpTo streamLimit: Int? = nil,
            _ operation: APIOperation, _ handler: @escaping Handler
        ) {
            self.streamLimit = streamLimit
            self.method = method
            self.access = access
            self.operation = operation
            self.handler = handler
            segments = path.split(separator: "/").map(String.init)
        }
    }

    let routes: [Route]

    /// The endpoint and the values of its path's parameters. A path that is written out in full is no parameter's value:
    /// `/api/calls/export` is no call, whatever the method.
    func route(_ method: HTTPMethod, _ target: RequestTarget) throws(APIError) -> (Route, [String: String]) {
        // RFC 9110, 9.3.2: HEAD is GET whose body stays away, which the serializer sees to.
        let sought = method == .head ? .get : method
        let fitting = routes.compactMap { route in
            Self.match(target.segments, to: route.segments).map { (route: route, parameters: $0) }
        }
        let fewest = fitting.map(\.parameters.count).min()
        let candidates = fitting.filter { $0.parameters.count == fewest }
        if let found = candidates.first(where: { $0.route.method == sought }) { return found }
        let allowed = candidates.map(\.route.method)
        throw allowed.isEmpty ? .notFound : .methodNotAllowed(method, allowed: allowed)
    }

    private static func match(_ segments: [String], to pattern: [String]) -> [String: String]? {
        guard segments.count == pattern.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, expected) in zip(segments, pattern) {
            if expected.hasPrefix(":"), !segment.isEmpty {
                parameters[String(expected.dropFirst())] = segment
            } else if segment != expected {
                return nil
            }
        }
        return parameters
    }
}
