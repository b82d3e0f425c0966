import FoundationEssentials
import HTTP
import Synchronization
import Transport
import Twilio

@testable import API

/// Stands where Twilio's REST API stands: answers what the test says, and remembers what it was asked.
final class TwilioDouble: HTTPSending {
    /// What to answer; `requests` has the request already when it is called.
    typealias Script = @Sendable (OutgoingRequest) async throws(HTTPClientError) -> HTTPResponse

    private let script: Mutex<Script>
    private let asked = Mutex<[OutgoingRequest]>([])

    init(_ script: @escaping Script = { _ in TwilioDouble.created("CA1") }) { self.script = Mutex(script) }

    func answer(_ script: @escaping Script) { self.script.withLock { $0 = script } }

    var requests: [OutgoingRequest] { asked.withLock { $0 } }

    /// The orders for calls among the requests, as their forms.
    var orders: [[String: String]] {
        requests.filter { $0.method == .post && $0.url.path.hasSuffix("/Calls.json") }.map { request in
            Dictionary((FormCoding.decode(request.body) ?? []).map { ($0.name, $0.value) }) { "\($0),\($1)" }
        }
    }

    @concurrent func send(
        _ request: OutgoingRequest, deadline: Duration
    ) async throws(HTTPClientError) -> HTTPResponse {
        asked.withLock { $0.append(request) }
        let script = script.withLock { $0 }
        return try await script(request)
    }

    static func created(_ sid: String) -> HTTPResponse {
        HTTPResponse(.created, body: CallResource(sid: sid, status: "queued").json())
    }

    static func call(_ sid: String, _ status: String, duration: Int? = nil) -> HTTPResponse {
        HTTPResponse(.ok, body: CallResource(sid: sid, status: status, duration: duration).json())
    }

    static func list(_ calls: CallResource...) -> HTTPResponse {
        HTTPResponse(.ok, body: CallResource.json(list: calls))
    }

    static func error(_ status: Int, _ code: Int?, _ message: String) -> HTTPResponse {
        TwilioRESTError(status: status, code: code, message: message).response
    }
}
