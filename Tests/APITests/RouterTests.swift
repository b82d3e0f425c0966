import Calls
import HTTP
import Testing

@testable import API

@Suite("Routes")
struct RouterTests {
    private let router = Router(
        routes: [
            .init(.get, "/api/calls/export", .scope(.read), Self.operation) { _ in HTTPResponse(.ok) },
            .init(.get, "/api/calls/:id", .scope(.read), Self.operation) { _ in HTTPResponse(.ok) },
            .init(.post, "/api/calls/:id", .scope(.read), Self.operation) { _ in HTTPResponse(.ok) },
            .init(.get, "/healthz", .anyone, Self.operation) { _ in HTTPResponse(.ok) },
        ])
    private static let operation = APIOperation(id: "test", tag: .system, summary: "", answers: [])

    private func route(_ method: HTTPMethod, _ path: String) throws(APIError) -> (Router.Route, [String: String]) {
        guard let target = RequestTarget(path) else { throw .malformedTarget }
        return try router.route(method, target)
    }

    @Test("a path finds its endpoint and its parameters, decoded")
    func found() throws {
        let (route, parameters) = try route(.post, "/api/calls/CA%311?x=1")
        #expect(route.method == .post)
        #expect(parameters == ["id": "CA11"])
    }

    @Test("HEAD is GET")
    func head() throws {
        #expect(try route(.head, "/healthz").0.method == .get)
    }

    @Test("an unknown path is not found", arguments: ["/", "/api", "/api/calls", "/api/calls/", "/api/calls/1/", "/x"])
    func unknown(path: String) {
        #expect(throws: APIError.notFound) { try route(.get, path) }
    }

    @Test("a method that the path does not take is told which it does")
    func method() throws {
        let error = try #require(throws: APIError.self) { try route(.delete, "/api/calls/1") }
        #expect(error.status == .methodNotAllowed)
        #expect(error.headers["Allow"] == "GET, POST")
    }

    @Test("a path that is written out in full is no parameter's value, whatever the method")
    func literal() throws {
        #expect(try route(.get, "/api/calls/export").1.isEmpty)
        let error = try #require(throws: APIError.self) { try route(.post, "/api/calls/export") }
        #expect(error.headers["Allow"] == "GET")
    }
}
