import Calls
import FoundationEssentials
import HTTP
import Synchronization
import Testing
import Transport

@testable import API

@Suite("Hanging up by the API")
struct HangUpEndpointTests {
    private func hangUp(_ harness: Harness, _ name: String) async throws -> HTTPResponse {
        try await harness.send(.post, "/api/calls/\(name)/hangup")
    }

    @Test("a live call is ended by its relay, which is told why; Twilio is not asked")
    func live() async throws {
        let harness = try await Harness()
        let id = try await harness.addCall(sid: "CA1", status: .inProgress)
        let heard = Mutex<[CallEndReason]>([])
        #expect(
            harness.live.claim(twilioCallSID: "CA1", call: id) { reason in heard.withLock { $0.append(reason) } })
        let answer = try await hangUp(harness, "CA1")
        #expect(answer.status == .accepted)
        #expect(answer.text == #"{"success":true,"callId":"CA1","callLogId":"\#(id)"}"#)
        #expect(heard.withLock { $0 } == [.hungUpByUser])
        #expect(harness.twilio.requests.isEmpty)
        let audit = try await harness.store.audit(of: User.ownerID, after: nil, limit: 9).elements
        #expect(audit.map(\.action) == [.hangUp])
        #expect(audit.map(\.subject) == [id])
    }

    @Test("a call that rings is ended at Twilio, and its log says by whom")
    func ringing() async throws {
        let harness = try await Harness()
        let id = try await harness.addCall(sid: "CA1", status: .ringing)
        harness.twilio.answer { _ in TwilioDouble.call("CA1", "completed") }
        #expect(try await hangUp(harness, id.hex).status == .accepted)
        let request = try #require(harness.twilio.requests.first)
        #expect(request.url.path.hasSuffix("/Calls/CA1.json"))
        #expect(String(decoding: request.body, as: UTF8.self) == "Status=completed")
        #expect(try await harness.store.call(id)?.endReason == .hungUpByUser)
        // What Twilio reports of it later does not change the reason.
        _ = try await harness.webhook(
            "/api/webhooks/twilio/call-status?callLogId=\(id)", ["CallSid": "CA1", "CallStatus": "canceled"])
        #expect(try await harness.status(id)["endedReason"] as? String == "hung-up-by-user")
        #expect(try await hangUp(harness, id.hex).errorCode() == "call_ended")
    }

    @Test("what cannot be ended is said, and the log left alone")
    func impossible() async throws {
        let harness = try await Harness()
        #expect(try await hangUp(harness, "CA9").errorCode() == "unknown_call")
        let over = try await harness.addCall(0, sid: "CA1", status: .completed, duration: 9)
        #expect(try await hangUp(harness, over.hex).status == .conflict)
        let unnamed = try await harness.addCall(1)
        #expect(try await hangUp(harness, unnamed.hex).errorCode() == "not_dialed_yet")
        let ringing = try await harness.addCall(2, sid: "CA2", status: .ringing)
        harness.twilio.answer { _ throws(HTTPClientError) in throw .timedOut }
        let uncertain = try await hangUp(harness, ringing.hex)
        #expect(uncertain.status == .badGateway)
        #expect(try uncertain.errorCode() == "hangup_uncertain")
        harness.twilio.answer { _ in TwilioDouble.error(404, 20404, "not found") }
        #expect(try await hangUp(harness, ringing.hex).errorCode() == "call_ended")
        // It ended meanwhile, which Twilio knows and we do not yet.
        harness.twilio.answer { _ in TwilioDouble.error(400, 21220, "Call is not in-progress. Cannot redirect.") }
        #expect(try await hangUp(harness, ringing.hex).errorCode() == "call_ended")
        for id in [unnamed, ringing] { #expect(try await harness.store.call(id)?.endReason == nil) }
    }

    @Test("what cannot be noted is not done")
    func unnoted() async throws {
        let harness = try await Harness { BrokenStore($0, failing: [.writes]) }
        let id = try await harness.addCall(sid: "CA1", status: .ringing)
        #expect(try await hangUp(harness, id.hex).errorCode() == "store_unavailable")
        #expect(harness.twilio.requests.isEmpty)
    }
}
