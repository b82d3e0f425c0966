import Calls
import FoundationEssentials
import HTTP
import PhoneNumbers
import Synchronization
import TestSupport
import Testing
import Transport
import Twilio

@testable import API

@Suite("Ordering a call")
struct LiveCallEndpointTests {
    private static let good =
        #"{"agentId":"agent_ada","phoneNumber":"+14155550123","leadName":"Grace","leadNotes":"VIP"}"#

    // MARK: Good orders

    @Test("a call is placed, written down and answered with its three names")
    func placed() async throws {
        let harness = try await Harness()
        let answer = try await harness.order(Self.good)
        #expect(answer.status == .ok)
        let object = try answer.object()
        #expect(Set(object.keys) == ["success", "callId", "callLogId", "leadId"])
        #expect(object["success"] as? Bool == true)
        #expect(object["callId"] as? String == "CA1")

        let id = try answer.callLogID()
        let call = try #require(try await harness.store.call(id))
        #expect(call.twilioCallSID == "CA1")
        #expect(call.status == .queued)
        #expect(call.agentID == harness.ada.id)
        #expect(call.elevenLabsAgentID == "agent_ada")
        #expect(call.phoneNumber == "+14155550123")
        #expect(call.fromNumber == "+12125550199")
        #expect(call.direction == .outbound)
        #expect(call.origin == .liveCall)
        let leadID = try #require(call.leadID)
        let lead = try #require(try await harness.store.lead(leadID))
        #expect(lead.id.hex == object["leadId"] as? String)
        #expect(lead.name == "Grace")
        #expect(lead.notes == "VIP")
    }

    @Test("Twilio is asked for the call once, with both webhooks naming its log")
    func order() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall(Self.good)
        let webhooks = "https://bridge.example.com/api/webhooks/twilio"
        #expect(
            harness.twilio.orders == [
                [
                    "To": "+14155550123", "From": "+12125550199",
                    "Url": "\(webhooks)/elevenlabs-outbound?agentId=\(harness.ada.id)&callLogId=\(id)",
                    "Method": "POST", "StatusCallback": "\(webhooks)/call-status?callLogId=\(id)",
                    "StatusCallbackMethod": "POST", "StatusCallbackEvent": "initiated,ringing,answered,completed",
                    "Timeout": "25", "TimeLimit": "660",
                ]
            ])
        #expect(harness.twilio.requests.count == 1)
    }

    @Test("the order is durable before Twilio is asked, and the answer before the client is told")
    func durability() async throws {
        let harness = try await Harness()
        let seen = Mutex<[CallRecord]>([])
        harness.twilio.answer { [unowned harness] _ in
            // What another connection reads is committed.
            let committed = try? await SQLiteStore(path: harness.directory.file("calls.db")).unfinishedCalls()
            seen.withLock { $0 = committed ?? [] }
            return TwilioDouble.created("CA1")
        }
        let id = try await harness.placedCall(Self.good)
        #expect(seen.withLock { $0.map(\.id) } == [id])
        #expect(seen.withLock { $0.map(\.twilioCallSID) } == [nil])
        let after = try await SQLiteStore(path: harness.directory.file("calls.db")).call(id)
        #expect(after?.twilioCallSID == "CA1")
    }

    @Test("the agent is named by our id, by ElevenLabs' id, or not at all where there is a default")
    func agents() async throws {
        let harness = try await Harness(defaultAgent: "agent_default")
        for (agent, expected, name) in [
            (#""agentId":"\#(harness.ada.id)","#, "agent_ada", harness.ada.id.hex),
            (#""agentId":"agent_ada","#, "agent_ada", harness.ada.id.hex),
            (#""agentId":"agent_default","#, "agent_default", "agent_default"),
            (#""agentId":"","#, "agent_default", "agent_default"), ("", "agent_default", "agent_default"),
            (#""agentId":null,"#, "agent_default", "agent_default"),
        ] {
            let id = try await harness.placedCall("{\(agent)\"phoneNumber\":\"+14155550123\"}")
            #expect(try await harness.store.call(id)?.elevenLabsAgentID == expected)
            let url = try #require(harness.twilio.orders.last?["Url"])
            #expect(url.contains("agentId=\(name)&"))
        }
    }

    // MARK: Bad orders

    @Test(
        "a bad order gets its status and code; nothing is dialled and nothing written",
        arguments: [
            ("", 400, "malformed_json"), ("not JSON", 400, "malformed_json"), ("[]", 400, "malformed_json"),
            ("{", 400, "malformed_json"), ("\"text\"", 400, "malformed_json"), ("null", 400, "malformed_json"),
            ("{}", 400, "invalid_phone_number"),
            (#"{"agentId":"agent_ada"}"#, 400, "invalid_phone_number"),
            (#"{"agentId":"agent_ada","phoneNumber":14155550123}"#, 400, "invalid_field"),
            (#"{"agentId":["agent_ada"],"phoneNumber":"+14155550123"}"#, 400, "invalid_field"),
            (#"{"agentId":"agent_ada","phoneNumber":"+14155550123","leadName":{}}"#, 400, "invalid_field"),
            (#"{"phoneNumber":"+14155550123"}"#, 422, "agent_required"),
            (#"{"agentId":"","phoneNumber":"+14155550123"}"#, 422, "agent_required"),
            (#"{"agentId":"agent_other","phoneNumber":"+14155550123"}"#, 404, "unknown_agent"),
            (#"{"agentId":"65f5a1b2c3d4e5f6a7b8c9d0","phoneNumber":"+14155550123"}"#, 404, "unknown_agent"),
            (#"{"agentId":"' OR 1=1 --","phoneNumber":"+14155550123"}"#, 404, "unknown_agent"),
        ])
    func badOrders(json: String, status: Int, code: String) async throws {
        try await expectRefused(json, status, code)
    }

    @Test(
        "a number that cannot be dialled is refused, emergency and short numbers among them",
        arguments: [
            "", " ", "+04155550123", "+141555", "+12", "+1234567890123456", "+1415555012a",
            "++14155550123", "911", "112", "+911", "+112", "999",
            "+١٤١٥٥٥٥٠١٢٣", "sip:ada@example.com", "client:ada", "+14155550123,,1", "+1415555#0123",
        ])
    func badNumbers(number: String) async throws {
        try await expectRefused(
            #"{"agentId":"agent_ada","phoneNumber":"\#(number)"}"#, 400, "invalid_phone_number")
    }

    @Test("the shortest and the longest number, and marks between digits")
    func goodNumbers() async throws {
        let countries = Set(["TA", "AT", "US"].compactMap { Country($0) })
        let harness = try await Harness(configure: { $0.dialing = DialingPolicy(allowing: countries) })
        for number in ["+2908123", "+436761234567890", "+1 (415) 555-0123", "0014155550123"] {
            _ = try await harness.placedCall(#"{"agentId":"agent_ada","phoneNumber":"\#(number)"}"#)
        }
        #expect(
            harness.twilio.orders.map { $0["To"] } == ["+2908123", "+436761234567890", "+14155550123", "+14155550123"])
    }

    @Test("texts that are too long are refused, not cut")
    func longTexts() async throws {
        for (field, limit) in [("leadName", 512), ("leadNotes", 4096)] {
            let long = String(repeating: "x", count: limit + 1)
            let answer = try await expectRefused(
                #"{"agentId":"agent_ada","phoneNumber":"+14155550123","\#(field)":"\#(long)"}"#, 422, "field_too_long")
            #expect(((try answer.object()["error"]) as? [String: Any])?["field"] as? String == field)
        }
    }

    @Test("texts are as long as they have characters, however many bytes each takes")
    func longCharacters() async throws {
        let harness = try await Harness()
        for (count, status) in [(512, HTTPStatus.ok), (513, .unprocessableContent)] {
            let name = String(repeating: "\u{1F600}", count: count)
            let answer = try await harness.order(
                #"{"agentId":"agent_ada","phoneNumber":"+14155550123","leadName":"\#(name)"}"#)
            #expect(answer.status == status)
        }
    }

    @Test("deep or repeated JSON is refused or read, never a crash")
    func hostileJSON() async throws {
        let harness = try await Harness()
        let deep = #"{"phoneNumber":"# + String(repeating: "[", count: 100_000)
        #expect(try await harness.order(deep).status == .badRequest)
        let doubled = #"{"phoneNumber":"+1","phoneNumber":"+14155550123","agentId":"agent_ada","extra":{"a":[1]}}"#
        #expect([.ok, .badRequest].contains(try await harness.order(doubled).status))
    }

    @Test("without a Twilio account the answer says what to set")
    func noTwilio() async throws {
        let harness = try await Harness(hasTwilio: false)
        let answer = try await harness.order(Self.good)
        #expect(answer.status == .serviceUnavailable)
        #expect(try answer.errorCode() == "twilio_not_configured")
        #expect(answer.text.contains("TWILIO_ACCOUNT_SID"))
    }

    @Test("what cannot be written down is not dialled")
    func storeFails() async throws {
        let harness = try await Harness { BrokenStore($0, failing: [.addCall]) }
        let answer = try await harness.order(Self.good)
        #expect(answer.status == .serviceUnavailable)
        #expect(try answer.errorCode() == "store_unavailable")
        #expect(answer.headers["Retry-After"] == "5")
        #expect(harness.twilio.requests.isEmpty)
    }

    // MARK: What Twilio makes of it

    @Test("a refusal is passed on in Twilio's words, and the log says failed, with the reason")
    func refused() async throws {
        let harness = try await Harness()
        harness.twilio.answer { _ in TwilioDouble.error(400, 21215, "Account not authorized to call +14155550123.") }
        let answer = try await harness.order(Self.good)
        #expect(answer.status == .badGateway)
        #expect(try answer.errorCode() == "dial_refused")
        let error = try #require(try answer.object()["error"] as? [String: Any])
        #expect(error["twilioCode"] as? Int == 21215)
        #expect((error["message"] as? String)?.contains("21215 Account not authorized") == true)
        let call = try await harness.call(in: answer)
        #expect(call.status == .failed)
        #expect(call.endReason == .dialRefused)
        #expect(call.endDetail?.hasPrefix("21215: Account not authorized") == true)
    }

    @Test("no connection means nothing was dialled")
    func unreachable() async throws {
        let harness = try await Harness()
        harness.twilio.answer { _ throws(HTTPClientError) in throw .connect(.refused("api.twilio.com")) }
        let answer = try await harness.order(Self.good)
        #expect(answer.status == .badGateway)
        #expect(try answer.errorCode() == "twilio_unreachable")
        let call = try await harness.call(in: answer)
        #expect(call.status == .failed)
        #expect(call.endReason == .dialRefused)
    }

    /// What Twilio may answer that says nothing of what it did.
    private static let unclear = 0..<6

    private static func answerUnclear(_ fault: Int) throws(HTTPClientError) -> HTTPResponse {
        switch fault {
        case 0: throw .timedOut
        case 1: throw .connectionLost("reset")
        case 2: throw .malformedAnswer("garbage")
        case 3: return TwilioDouble.error(500, 20500, "Internal Server Error")
        case 4: return HTTPResponse(.created, body: Array("not JSON".utf8))
        default: return HTTPResponse(.requestTimeout)
        }
    }

    @Test("an order whose answer says nothing is looked for in Twilio's list, and found there", arguments: unclear)
    func reconciled(fault: Int) async throws {
        let harness = try await Harness()
        harness.twilio.answer { request throws(HTTPClientError) in
            if request.method == .get {
                return TwilioDouble.list(
                    CallResource(sid: "CA7", status: "ringing", direction: "outbound-api", dateCreated: TestClock.start)
                )
            }
            return try Self.answerUnclear(fault)
        }
        let answer = try await harness.order(Self.good)
        #expect(answer.status == .ok)
        #expect(try answer.object()["callId"] as? String == "CA7")
        #expect(harness.twilio.orders.count == 1)
        #expect(harness.twilio.requests.count == 2)
        let query = harness.twilio.requests.last?.url.query(percentEncoded: false)
        #expect(query == "To=+14155550123&From=+12125550199&StartTime>=2026-03-16T09:59:00Z")
    }

    @Test("while Twilio does not say what it has, nothing is repeated and nothing called failed", arguments: unclear)
    func uncertain(fault: Int) async throws {
        let harness = try await Harness()
        harness.twilio.answer { request throws(HTTPClientError) in
            if request.method == .get { throw .timedOut }
            return try Self.answerUnclear(fault)
        }
        let answer = try await harness.order(Self.good)
        #expect(answer.status == .gatewayTimeout)
        #expect(try answer.errorCode() == "dial_uncertain")
        await harness.api.stopDialing()
        try await harness.store.flush()
        #expect(harness.twilio.orders.count == 1)
        let id = try await harness.call(in: answer).id
        let kinds = try await harness.store.events(of: id).map(\.kind)
        guard case .problem("dial-uncertain", _) = kinds.first else {
            Issue.record("\(kinds)")
            return
        }
    }

    @Test("a call of another order to the same number is not taken for this one's")
    func otherCalls() async throws {
        let harness = try await Harness()
        _ = try await harness.placedCall(Self.good)
        harness.twilio.answer { request throws(HTTPClientError) in
            if request.method == .get {
                return TwilioDouble.list(
                    CallResource(sid: "CA1", status: "completed", dateCreated: TestClock.start),
                    CallResource(sid: "CA0", status: "completed", dateCreated: TestClock.start - 3600),
                    CallResource(sid: "CA3", status: "in-progress", direction: "inbound"))
            }
            throw .timedOut
        }
        let answer = try await harness.order(Self.good)
        #expect(try answer.errorCode() == "dial_uncertain")
        await harness.api.stopDialing()
    }

    @Test("429 is asked again when Twilio wants it, and no sooner")
    func tooMany() async throws {
        let harness = try await Harness()
        let times = Mutex<[ContinuousClock.Instant]>([])
        let clock = harness.clock.api
        harness.twilio.answer { _ in
            let count = times.withLock { times in
                times.append(clock.now())
                return times.count
            }
            guard count < 3 else { return TwilioDouble.created("CA1") }
            var answer = TwilioDouble.error(429, 20429, "Too Many Requests")
            if count == 1 { answer.headers["Retry-After"] = "7" }
            return answer
        }
        #expect(try await harness.order(Self.good).status == .ok)
        let gaps = times.withLock { zip($0.dropFirst(), $0).map { $0 - $1 } }
        #expect(gaps.count == 2)
        #expect(gaps[0] >= .seconds(7) && gaps[0] < .seconds(8))
        #expect(gaps[1] >= .seconds(2) && gaps[1] < .seconds(3))
        #expect(try await harness.store.unfinishedCalls().count == 1)
    }

    @Test("a call that was placed but could not be written down is not called a failure to dial")
    func unrecorded() async throws {
        let harness = try await Harness { BrokenStore($0, failing: [.flush]) }
        let answer = try await harness.order(Self.good)
        #expect(answer.status == .serviceUnavailable)
        #expect(try answer.errorCode() == "dial_unrecorded")
        let error = try #require(try answer.object()["error"] as? [String: Any])
        #expect(error["callId"] as? String == "CA1")
        #expect(harness.twilio.requests.count == 1)
    }

    @Test("a client that goes away in mid-order leaves a whole log")
    func cancelled() async throws {
        let harness = try await Harness()
        let order = Mutex<Task<HTTPResponse, any Error>?>(nil)
        harness.twilio.answer { _ in
            order.withLock { $0 }?.cancel()
            return TwilioDouble.created("CA1")
        }
        let task = Task { [harness] in try await harness.order(Self.good) }
        order.withLock { $0 = task }
        #expect(try await task.value.status == .ok)
        #expect(try await harness.store.call(twilioCallSID: "CA1") != nil)
    }

    // MARK: Helpers

    @discardableResult
    private func expectRefused(_ json: String, _ status: Int, _ code: String) async throws -> HTTPResponse {
        let harness = try await Harness()
        let answer = try await harness.order(json)
        #expect(answer.status.code == status, "\(json): \(answer.text)")
        #expect(try answer.errorCode() == code, "\(json): \(answer.text)")
        #expect(harness.twilio.requests.isEmpty)
        #expect(try await harness.store.unfinishedCalls().isEmpty)
        return answer
    }
}

extension Harness {
    /// The call that an error answer names.
    fileprivate func call(in answer: HTTPResponse) async throws -> CallRecord {
        try #require(try await store.call(try answer.callLogID()))
    }
}
