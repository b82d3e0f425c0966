import Foundation
import HTTP
import JSONWire
import Transport

@testable import API

/// Holds answers against what `/openapi.json` says of them.
struct AnswerCheck {
    /// The one that the document of a plain API makes.
    static let shared = Task { try await AnswerCheck(of: Harness().api) }

    /// The whole document.
    let document: JSONValue
    private let validator: SchemaValidator

    private init(of api: APIResponder) async throws {
        let request = HTTPRequest(.get, "/openapi.json", headers: ["Host": "127.0.0.1"])
        guard let peer = SocketAddress(host: "127.0.0.1", port: 1) else { throw CocoaError(.featureUnsupported) }
        let answer = await api.respond(to: request, from: peer)
        document = try JSONDecoder().decode(JSONValue.self, from: Data(answer.body))
        validator = SchemaValidator(schemas: document["components"]["schemas"].members)
    }

    /// The operation that a request goes to. What has no parameter comes before what has.
    func operation(_ method: HTTPMethod, _ target: String) -> JSONValue? {
        guard let segments = RequestTarget(target)?.segments else { return nil }
        let fitting = document["paths"].members.filter { path, _ in
            let pattern = path.split(separator: "/").map(String.init)
            return pattern.count == segments.count
                && zip(pattern, segments).allSatisfy { ($0.hasPrefix("{") && !$1.isEmpty) || $0 == $1 }
        }
        let sorted = fitting.sorted { $0.key.filter { $0 == "{" }.count < $1.key.filter { $0 == "{" }.count }
        return sorted.lazy.compactMap { $0.value.members[method.rawValue.lowercased()] }.first
    }

    /// What about an answer is not as described.
    func problems(_ method: HTTPMethod, _ target: String, _ answer: HTTPResponse) -> [String] {
        // What is HEAD's is GET's, without its body; a browser's question before it asks is answered before any route.
        guard method != .head, method != .options else { return [] }
        guard let operation = operation(method, target) else {
            return [400, 404, 405].contains(answer.status.code) ? [] : ["\(method.rawValue) \(target) is not described"]
        }
        let place = "\(method.rawValue) \(target.prefix { $0 != "?" }) \(answer.status.code)"
        guard let response = operation["responses"].members["\(answer.status.code)"] else {
            return ["\(place): the status is not described"]
        }
        let content = response["content"].members
        let type = answer.headers["Content-Type"].map { String($0.prefix { $0 != ";" }) }
        guard let type else {
            return content.isEmpty && answer.body.isEmpty ? [] : ["\(place): there is no Content-Type"]
        }
        guard let media = content[type] else {
            // A 304 has the headers that the 200 would have.
            return answer.status == .notModified ? [] : ["\(place): \(type) is not described"]
        }
        return type == "application/json" ? problems(answer, media, place) : []
    }

    private func problems(_ answer: HTTPResponse, _ media: JSONValue, _ place: String) -> [String] {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(answer.body)) else {
            return ["\(place): the body is no JSON"]
        }
        var problems = validator.problems(value, media["schema"], at: place)
        if case .string(let code) = value["error"]["code"], media["examples"].members[code] == nil {
            problems.append("\(place): the code '\(code)' is not described")
        }
        return problems
    }
}

extension JSONValue {
    /// The members of an object; none of anything else.
    var members: [String: JSONValue] { if case .object(let members) = self { members } else { [:] } }

    /// A member; `null` where there is none.
    subscript(_ name: String) -> JSONValue { members[name] ?? .null }
}
