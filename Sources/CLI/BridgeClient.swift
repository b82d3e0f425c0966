import Foundation
import HTTP
import Transport

/// Uses a bridge through its API, as any other program would.
struct BridgeClient: Sendable {
    /// The bridge said no, or something we do not understand.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What `live-call` answers.
    struct PlacedCall: Decodable, Sendable {
        let callId: String
        let callLogId: String
        let leadId: String
    }

    /// What `live-call` is asked.
    struct CallOrder: Encodable, Sendable {
        var agentId: String
        var phoneNumber: String
        var leadName: String
        var leadNotes: String
    }

    let baseURL: String
    let http: HTTPClient
    var apiKey: String?

    /// Places a call.
    func placeCall(_ order: CallOrder) async throws -> PlacedCall {
        let body = [UInt8](try JSONEncoder().encode(order))
        let answer = try await send(.post, "/api/call-initiation/live-call", body: body)
        return try JSONDecoder().decode(PlacedCall.self, from: Data(answer))
    }

    /// The `call` object of `status`, as it was sent.
    func call(_ id: String) async throws -> Data {
        let answer = try await send(.get, "/api/call-initiation/status/\(id)")
        guard let object = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any],
            let call = object["call"]
        else { throw Failure(description: "the bridge's answer has no call in it") }
        return try JSONSerialization.data(withJSONObject: call, options: [.sortedKeys, .withoutEscapingSlashes])
    }

    /// The recording of a call: a WAV file.
    func recording(_ id: String) async throws -> [UInt8] { try await send(.get, "/api/calls/\(id)/recording") }

    private func send(_ method: HTTPMethod, _ path: String, body: [UInt8] = []) async throws -> [UInt8] {
        guard let url = URL(string: baseURL + path) else { throw ConnectError.malformedURL(baseURL + path) }
        var headers: HTTPHeaders = [:]
        if !body.isEmpty { headers["Content-Type"] = "application/json" }
        if let apiKey { headers["Authorization"] = "Bearer \(apiKey)" }
        let answer = try await http.send(OutgoingRequest(method, url, headers: headers, body: body))
        guard (200..<300).contains(answer.status.code) else {
            throw Failure(
                description:
                    "\(method.rawValue) \(path): \(answer.status.code) \(String(decoding: answer.body, as: UTF8.self))")
        }
        return answer.body
    }
}
