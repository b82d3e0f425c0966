import FoundationEssentials
import HTTP
import Transport

/// A request on its way to an endpoint: taken apart, its path parameters named.
struct APIRequest {
    let request: HTTPRequest
    let target: RequestTarget
    let peer: SocketAddress
    var parameters: [String: String] = [:]
    /// Who asks; `nil` where anyone may.
    var who: Caller?
    /// The body, where the route has it come in pieces.
    var upload: HTTPBodyStream?

    /// Who asks, at an endpoint that a scope opens.
    func caller() throws(APIError) -> Caller {
        guard let who else { throw .unauthorized }
        return who
    }

    /// Reads the body as a JSON object; the errors name the field and what it must be.
    func json<Body: Decodable>(_ type: Body.Type) throws(APIError) -> Body {
        try checkMediaType()
        try JSONBody.check(request.body)
        do {
            return try JSONDecoder().decode(type, from: Data(request.body))
        } catch let error as DecodingError {
            throw Self.error(for: error)
        } catch {
            throw .malformedJSON("it could not be read.")
        }
    }

    /// Reads the body as a JSON object whose members are asked for one by one.
    func jsonBody() throws(APIError) -> JSONBody {
        try checkMediaType()
        return try JSONBody(request.body)
    }

    /// RFC 9110, 8.3: a body of which nothing is said may be taken for what it should be.
    private func checkMediaType() throws(APIError) {
        guard let value = request.headers["Content-Type"] else { return }
        let type = value.prefix { $0 != ";" }.lowercased().trimmingSuffix { $0 == " " || $0 == "\t" }
        guard type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json")) else {
            throw .unsupportedMediaType
        }
    }

    private static func error(for error: DecodingError) -> APIError {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context):
            guard let field = context.codingPath.last?.stringValue else { return .malformedJSON("it is none.") }
            return .invalidField(field, "must be a string.")
        case .dataCorrupted: return .malformedJSON("it is not valid JSON.")
        @unknown default: return .malformedJSON("it could not be read.")
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        var rest = self[...]
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
