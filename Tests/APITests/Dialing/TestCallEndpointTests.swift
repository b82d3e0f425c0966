import Calls
import HTTP
import Testing

@testable import API

@Suite("Trying an agent") struct TestCallEndpointTests {
    private static let order = #"{"agentId":"agent_ada","phoneNumber":"212-555-0123"}"#

    @Test("a test call is placed and marked as one, and makes no lead")
    func placed() async throws {
        let harness = try await Harness()
        let answer = try await harness.send(.post, "/api/agents/test-call", json: Self.order)
        #expect(answer.status == .ok)
        #expect(Set(try answer.object().keys) == ["success", "callId", "callLogId"])
        let call = try await harness.status(try answer.callLogID())
        #expect(((call["metadata"] as? [String: Any])?["testCall"]) as? Bool == true)
        #expect(call["phoneNumber"] as? String == "+12125550123")
        let leads = try await harness.store.leads(
            of: User.ownerID, phoneNumber: nil, includingArchived: true, after: nil, limit: 1)
        #expect(leads.elements.isEmpty)
    }

    @Test("a key gives the first answer again, refusals too, and dials once")
    func key() async throws {
        let harness = try await Harness()
        let headers: HTTPHeaders = ["Idempotency-Key": "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""]
        let first = try await harness.send(.post, "/api/agents/test-call", json: Self.order, headers: headers)
        let second = try await harness.send(.post, "/api/agents/test-call", json: Self.order, headers: headers)
        #expect(second.body == first.body)
        #expect(second.headers["Idempotent-Replayed"] == "true")
        #expect(harness.twilio.orders.count == 1)
        let other = try await harness.send(
            .post, "/api/call-initiation/live-call", json: Self.order, headers: headers)
        #expect(try other.errorCode() == "idempotency_key_reused")

        harness.twilio.answer { _ in TwilioDouble.error(400, 21215, "Account not authorized") }
        let refusedHeaders: HTTPHeaders = ["Idempotency-Key": "other"]
        let refused = try await harness.send(
            .post, "/api/agents/test-call", json: Self.order, headers: refusedHeaders)
        #expect(try refused.errorCode() == "dial_refused")
        harness.twilio.answer { _ in TwilioDouble.created("CA9") }
        let again = try await harness.send(
            .post, "/api/agents/test-call", json: Self.order, headers: refusedHeaders)
        #expect(again.status == .badGateway)
        #expect(again.body == refused.body)
        #expect(harness.twilio.orders.count == 2)
    }

    @Test("a key that is none is refused", arguments: ["", "two words", String(repeating: "k", count: 256), "\"\""])
    func badKeys(key: String) async throws {
        let harness = try await Harness()
        let answer = try await harness.send(
            .post, "/api/agents/test-call", json: Self.order, headers: ["Idempotency-Key": key])
        #expect(answer.status == .badRequest)
        #expect(try answer.errorCode() == "invalid_idempotency_key")
        #expect(harness.twilio.requests.isEmpty)
    }

    @Test("numbers that cost extra, and countries that nobody allowed, are refused before anybody is asked")
    func policy() async throws {
        let harness = try await Harness()
        for number in ["+19005550123", "+442079460958", "+881612345678", "+18005550199x"] {
            let answer = try await harness.send(
                .post, "/api/agents/test-call", json: #"{"agentId":"agent_ada","phoneNumber":"\#(number)"}"#)
            #expect([400, 403].contains(answer.status.code), "\(number): \(answer.text)")
        }
        #expect(harness.twilio.requests.isEmpty)
    }

    @Test("no more calls are open at once than are allowed")
    func concurrency() async throws {
        let harness = try await Harness(configure: { $0.concurrentCalls = 1 })
        #expect(try await harness.send(.post, "/api/agents/test-call", json: Self.order).status == .ok)
        let full = try await harness.send(
            .post, "/api/agents/test-call", json: #"{"agentId":"agent_ada","phoneNumber":"+12125550124"}"#)
        #expect(full.status == .tooManyRequests)
        #expect(try full.errorCode() == "calls_at_limit")
        #expect(harness.twilio.orders.count == 1)
    }
}
