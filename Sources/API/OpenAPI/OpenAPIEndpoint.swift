import HTTP
import Synchronization

/// `GET /openapi.json`: the API, described for programs. Anyone may read it: it holds no data.
final class OpenAPIEndpoint: Sendable {
    private let document: OpenAPIDocument
    /// The document as it is sent, made when it is first asked for.
    private let text = Mutex<[UInt8]?>(nil)

    private init(_ document: OpenAPIDocument) { self.document = document }

    /// The endpoint's route.
    ///
    /// - Parameter routes: all others. It is described with them.
    static func route(describing routes: [Router.Route], version: String) -> Router.Route {
        var route = Router.Route(.get, "/openapi.json", .anyone, operation) { _ in HTTPResponse(.noContent) }
        route.handler = OpenAPIEndpoint(OpenAPIDocument(version: version, routes: routes + [route])).respond
        return route
    }

    private func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let text = text.withLock { text in
            let made = text ?? JSONAnswer.text(of: document.json)
            text = made
            return made
        }
        return HTTPResponse(.ok, headers: ["Content-Type": "application/json; charset=utf-8"], body: text)
    }

    private static let operation = APIOperation(
        id: "getOpenAPI", tag: .system, summary: "This description of the API",
        answers: [
            .init(status: .ok, about: "An OpenAPI document, 3.1.", content: ["application/json": .map(of: .anything)])
        ])
}
