import Calls
import HTTP
import Telemetry
import Testing

@testable import API

@Suite("The API")
struct APIResponderTests {
    @Test("health says ok to anyone, and nothing else")
    func health() async throws {
        let harness = try await Harness(apiKey: "s3cret")
        let answer = try await harness.send(.get, "/healthz", from: "203.0.113.7")
        #expect(answer.status == .ok)
        #expect(answer.text == #"{"status":"ok"}"#)
        #expect(answer.headers["Content-Type"] == "application/json; charset=utf-8")
        #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
        #expect(try await harness.send(.head, "/healthz").status == .ok)
    }

    @Test("while draining, health says so, and new orders are refused before anything is done")
    func draining() async throws {
        let harness = try await Harness()
        harness.api.beginDraining()
        let health = try await harness.send(.get, "/healthz")
        #expect(health.status == .serviceUnavailable)
        #expect(health.text == #"{"status":"draining"}"#)
        let order = try await harness.order(#"{"agentId":"agent_ada","phoneNumber":"+14155550123"}"#)
        #expect(order.status == .serviceUnavailable)
        #expect(try order.errorCode() == "draining")
        #expect(harness.twilio.requests.isEmpty)
        #expect(try await harness.store.unfinishedCalls().isEmpty)
    }

    @Test(
        "what is not there, not so, or not readable gets its status in one form",
        arguments: [
            (HTTPMethod.get, "/", 404, "not_found"), (.get, "/api/call-initiation/status", 404, "not_found"),
            (.get, "/api/call-initiation/live-call", 405, "method_not_allowed"),
            (.delete, "/healthz", 405, "method_not_allowed"), (.get, "/%zz", 400, "malformed_target"),
            (.get, "/api/call-initiation/status/%ff", 400, "malformed_target"),
            (.options, "*", 400, "malformed_target"),
            (.get, "/api/call-initiation/status/nobody", 404, "unknown_call"),
            (.get, "/api/call-initiation/status/65f5a1b2c3d4e5f6a7b8c9d0", 404, "unknown_call"),
            (.get, "/api/call-initiation/status/'%20OR%201=1--", 404, "unknown_call"),
        ])
    func errors(method: HTTPMethod, target: String, status: Int, code: String) async throws {
        let answer = try await Harness().send(method, target)
        #expect(answer.status.code == status)
        #expect(try answer.errorCode() == code)
        #expect((answer.headers["Allow"] != nil) == (status == 405))
    }

    @Test("with a key, orders and status need it, webhooks do not")
    func key() async throws {
        let harness = try await Harness(apiKey: "s3cret")
        for (method, target) in [
            (HTTPMethod.post, "/api/call-initiation/live-call"), (.get, "/api/call-initiation/status/CA1"),
        ] {
            let answer = try await harness.send(method, target)
            #expect(answer.status == .unauthorized)
            #expect(try answer.errorCode() == "unauthorized")
            #expect(answer.headers["WWW-Authenticate"] == "Bearer")
        }
        let known = try await harness.send(
            .get, "/api/call-initiation/status/CA1", headers: ["Authorization": "Bearer s3cret"])
        #expect(known.status == .notFound)
        let webhook = try await harness.webhook(
            "/api/webhooks/twilio/call-status", ["CallSid": "CA9", "CallStatus": "ringing"])
        #expect(webhook.status == .noContent)
    }

    @Test("bodies are bounded by what their endpoint takes")
    func bodyLimit() async throws {
        let api = try await Harness().api
        #expect(api.bodyLimit(for: HTTPRequest(.post, "/api/webhooks/twilio/call-status?x=1")) == 65_536)
        #expect(api.bodyLimit(for: HTTPRequest(.post, "/api/call-initiation/live-call")) == 262_144)
    }

    @Test("the log shows neither numbers nor names nor queries nor keys")
    func log() async throws {
        let harness = try await Harness(apiKey: "s3cret")
        _ = try await harness.send(
            .post, "/api/call-initiation/live-call?note=hush", headers: ["Authorization": "Bearer s3cret"],
            body: Array(
                #"{"agentId":"agent_ada","phoneNumber":"+14155550123","leadName":"Grace","leadNotes":"owes"}"#.utf8))
        let lines = harness.log.lines.joined()
        #expect(lines.contains("+1415•••0123"))
        for secret in ["+14155550123", "Grace", "owes", "hush", "s3cret", "secret"] {
            #expect(!lines.contains(secret), "\(secret)")
        }
    }
}
