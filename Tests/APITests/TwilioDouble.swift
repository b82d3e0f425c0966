import FoundationEssentials
import HTTP
import Synchronization
import Transport
import Twilio

@testable import API

/// Stands where Twilio's REST API stands: answers what the test says, and remembers what it was asked. Which numbers the
/// account owns is answered by itself, for most tests are about other things: the one that calls come from.
final class TwilioDouble: HTTPSending {
    /// What to answer; `requests` has the request already when it is called.
    typealias Script = @Sendable (OutgoingRequest) async throws(HTTPClientError) -> HTTPResponse

    static let ownedNumbers = HTTPResponse(
        .ok, body: IncomingNumber.json(list: [.init(sid: "PN1", phoneNumber: "+12125550199")]))

    private let script: Mutex<Script>
    private let asksForNumbers = Mutex(false)
    private let asked = Mutex<[OutgoingRequest]>([])

    init(_ script: @escaping Script = { _ in TwilioDouble.created("CA1") }) { self.script = Mutex(script) }

    /// - Parameter numbers: whether the script is asked for the account's numbers, too.
    func answer(numbers: Bool = false, _ script: @escaping Script) {
        self.script.withLock { $0 = script }
        asksForNumbers.withLock { $0 = numbers }
    }

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
        if Self.isForNumbers(request), !asksForNumbers.withLock(\.self) { return Self.ownedNumbers }
        let script = script.withLock { $0 }
        return try await script(request)
    }

    static func isForNumbers(_ request: OutgoingRequest) -> Bool {
        request.url.path.hasSuffix("/IncomingPhoneNumbers.json")
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
