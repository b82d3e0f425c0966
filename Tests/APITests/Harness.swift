import Calls
import Foundation
import HTTP
import Synchronization
import Telemetry
import TestSupport
import Testing
import Transport
import Twilio

@testable import API

/// An API with a real store in a directory of its own, and a Twilio that the test plays.
final class Harness: Sendable {
    static let publicURL = "https://bridge.example.com"

    let directory: TemporaryDirectory
    let store: SQLiteStore
    let recordings: RecordingLibrary
    let live: LiveCalls
    let twilio = TwilioDouble()
    let log = LogCapture()
    let clock = TestClock()
    let ids = IDSource(now: { TestClock.start }, random: 7)
    let settings: APISettings
    let api: APIResponder
    /// A registered agent.
    let ada: Agent

    /// - Parameter wrapping: puts something between the API and its store.
    init(
        hasTwilio: Bool = true, defaultAgent: String? = nil, apiKey: String? = nil, records: Bool = false,
        wrapping: (SQLiteStore) -> any CRMStore = { $0 }, configure: (inout APISettings) -> Void = { _ in }
    ) async throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("calls.db"), rendering: .json)
        recordings = RecordingLibrary(directory: directory.file("recordings"))
        let tokens = IDSource(now: { TestClock.start }, random: 9)
        live = LiveCalls { "token-\(tokens.next())" }
        let account = TwilioAccount(
            accountSID: "AC1", authToken: "secret", apiURL: try #require(URL(string: "https://api.twilio.com")))
        let telephony = APISettings.Telephony(
            account: account, fromNumber: "+12125550199", publicURL: Self.publicURL + "/",
            streamURL: "wss://bridge.example.com/media", ringTimeout: .seconds(25),
            maximumCallDuration: .seconds(600))
        var settings = APISettings(
            telephony: hasTwilio ? telephony : nil, defaultElevenLabsAgentID: defaultAgent, apiKey: apiKey)
        settings.records = records
        // No test of anything else is about the pace.
        settings.callsPerSecond = 1_000_000
        configure(&settings)
        self.settings = settings
        api = APIResponder(
            settings: settings, store: wrapping(store), live: live, http: twilio, ids: ids,
            log: Log(level: .debug, sink: log), clock: clock.api, recordings: recordings)
        ada = Agent(id: ids.next(), name: "Ada", elevenLabsAgentID: "agent_ada", createdAt: TestClock.start)
        try await store.add(ada)
    }

    // MARK: Requests

    func send(
        _ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        from host: String = "127.0.0.1"
    ) async throws -> HTTPResponse {
        var headers = headers
        if headers["Host"] == nil { headers["Host"] = "127.0.0.1:8080" }
        let peer = try #require(SocketAddress(host: host, port: 40_000))
        let answer = await api.respond(to: HTTPRequest(method, target, headers: headers, body: body), from: peer)
        #expect(try await AnswerCheck.shared.value.problems(method, target, answer) == [])
        return answer
    }

    /// A new key of this user, who is entered with the first, as the headers of whoever has it.
    func key(_ scopes: APIKey.Scope..., of name: String = "owner") async throws -> HTTPHeaders {
        let user = try await store.user(
            named: name, or: User(id: ids.next(), name: name, createdAt: TestClock.start))
        let secret = APIKeySecret.make(for: ids.next())
        try await store.add(
            APIKey(
                id: secret.keyID, userID: user.id, name: "test", scopes: Set(scopes), digest: secret.digest,
                createdAt: TestClock.start), noting: nil)
        return ["Authorization": "Bearer \(secret.text)"]
    }

    /// Orders a call with this JSON.
    func order(_ json: String) async throws -> HTTPResponse {
        try await send(.post, "/api/call-initiation/live-call", body: Array(json.utf8))
    }

    /// Orders a call that Twilio takes as `CA1`, and gives its log's id.
    func placedCall(
        _ json: String = #"{"agentId":"agent_ada","phoneNumber":"+14155550123","leadName":"Grace"}"#
    ) async throws -> RecordID {
        try await order(json).callLogID()
    }

    /// A webhook as Twilio sends it: signed over the public URL.
    func webhook(
        _ target: String, _ fields: KeyValuePairs<String, String>, token: String = "secret",
        signedTarget: String? = nil
    ) async throws -> HTTPResponse {
        let form = fields.map { FormCoding.Field($0.key, $0.value) }
        let signature = RequestSignature(authToken: token).sign(
            url: Self.publicURL + (signedTarget ?? target), fields: form)
        return try await send(
            .post, target,
            headers: [
                "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "X-Twilio-Signature": signature,
                "Host": "evil.example.com",
            ], body: FormCoding.encode(form), from: "203.0.113.7")
    }

    /// Sends this JSON.
    func send(
        _ method: HTTPMethod, _ target: String, json: String, headers: HTTPHeaders = [:]
    ) async throws -> HTTPResponse {
        var headers = headers
        headers["Content-Type"] = "application/json"
        return try await send(method, target, headers: headers, body: Array(json.utf8))
    }

    /// A call in the log, ordered so many seconds after the clock's start.
    @discardableResult
    func addCall(
        _ seconds: Int = 0, of user: RecordID = User.ownerID, agent: Agent? = nil, number: String = "+14155550123",
        sid: String? = nil, status: CallStatus = .queued, duration: Int? = nil, saying text: String? = nil
    ) async throws -> RecordID {
        let date = TestClock.start.addingTimeInterval(Double(seconds))
        let call = CallRecord(
            id: IDSource(now: { date }, random: UInt64(bitPattern: Int64(seconds))).next(), userID: user,
            agentID: agent?.id,
            elevenLabsAgentID: agent?.elevenLabsAgentID ?? "agent_x", leadID: nil, phoneNumber: number,
            fromNumber: "+12125550199", direction: .outbound, origin: .liveCall, createdAt: date)
        try await store.add(call, lead: nil)
        if let sid { try await record(.dialed(twilioCallSID: sid), of: call.id) }
        if status != .queued { try await record(.status(status, duration: duration), of: call.id) }
        if let text { try await record(.userTranscript(text: text, eventID: nil), of: call.id) }
        return call.id
    }

    func status(_ call: RecordID) async throws -> [String: Any] {
        let answer = try await send(.get, "/api/call-initiation/status/\(call)").object()
        return try #require(answer["call"] as? [String: Any])
    }

    /// Records events of a call, offsets in milliseconds of the stream, and waits until they are durable.
    func record(_ events: [(Int, CallEvent.Kind)], of call: RecordID) async throws {
        for (offset, kind) in events {
            store.record(
                CallEvent(callID: call, date: TestClock.start, offset: .milliseconds(offset), kind: kind))
        }
        try await store.flush()
    }

    func record(_ kinds: CallEvent.Kind..., of call: RecordID) async throws {
        try await record(kinds.map { (0, $0) }, of: call)
    }
}

extension HTTPResponse {
    /// The body as a JSON object.
    func object() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The id of the call log that an answer names, be it an error or not.
    func callLogID() throws -> RecordID {
        let object = try object()
        let error = object["error"] as? [String: Any]
        let text = try #require((object["callLogId"] ?? error?["callLogId"]) as? String)
        return try #require(RecordID(text))
    }

    /// The code of an error answer, whose form is checked on the way.
    func errorCode() throws -> String {
        let object = try object()
        #expect(object["success"] as? Bool == false)
        let error = try #require(object["error"] as? [String: Any])
        let message = try #require(error["message"] as? String)
        #expect(message.count > 10)
        return try #require(error["code"] as? String)
    }
}

/// JSON in one form, whatever the order of its keys: what two texts that say the same have in common.
func canonical(_ json: [UInt8]) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(json), options: [.fragmentsAllowed])
    let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .prettyPrinted])
    return String(decoding: data, as: UTF8.self)
}

func canonical(_ json: String) throws -> String { try canonical(Array(json.utf8)) }
