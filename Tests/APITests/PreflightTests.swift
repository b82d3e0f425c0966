import Calls
import ElevenLabs
import FoundationEssentials
import HTTP
import Telemetry
import Testing
import Transport
import Twilio

@testable import API

@Suite("Before a batch")
struct PreflightTests {
    private static let agent = #"""
        {"agent_id":"agent_ada","name":"Ada","conversation_config":{"agent":{"first_message":"Hi {{lead_name}}, order {{order}}"},
        "conversation":{"client_events":["audio","interruption","user_transcript","agent_response",
        "agent_response_correction","client_tool_call","agent_tool_response"]}}}
        """#

    /// An API whose vendors answer this; `nil` is no answer.
    private func harness(
        agent: HTTPResponse? = HTTPResponse(.ok, body: Array(agent.utf8)),
        numbers: HTTPResponse? = TwilioDouble.ownedNumbers,
        hasKey: Bool = true
    ) async throws -> Harness {
        let url = try #require(URL(string: "https://api.elevenlabs.io"))
        let harness = try await Harness(configure: {
            $0.elevenLabs = ElevenLabsAPI(apiURL: url, apiKey: hasKey ? "key" : nil)
        })
        harness.twilio.answer(numbers: true) { request throws(HTTPClientError) in
            let answer = request.url.path.contains("/v1/convai/agents/") ? agent : numbers
            guard let answer else { throw .timedOut }
            return answer
        }
        return harness
    }

    private struct Seen: Equatable {
        let ready: Bool
        let codes: [String]
    }

    private func ask(_ harness: Harness, _ json: String = "{}", id: String? = nil) async throws -> Seen {
        let answer = try await harness.send(
            .post, "/api/agents/\(id ?? harness.ada.id.hex)/preflight", json: json)
        #expect(answer.status == .ok, "\(answer.text)")
        let object = try answer.object()
        let findings = try #require(object["findings"] as? [[String: Any]])
        for finding in findings { #expect((finding["message"] as? String ?? "").count > 20) }
        return Seen(
            ready: try #require(object["ready"] as? Bool), codes: findings.compactMap { $0["code"] as? String })
    }

    @Test("an agent that is fit, with and without what a call brings")
    func fit() async throws {
        let harness = try await harness()
        #expect(try await ask(harness) == Seen(ready: true, codes: []))
        #expect(try await ask(harness, #"{"variables":{}}"#) == Seen(ready: false, codes: ["missing_variable"]))
        #expect(try await ask(harness, #"{"variables":{"order":null}}"#).ready == false)
        #expect(try await ask(harness, #"{"variables":{"order":"7"}}"#) == Seen(ready: true, codes: []))
        #expect(try await ask(harness, id: "agent_ada").ready)
        #expect(harness.twilio.orders.isEmpty)
    }

    @Test("a lead brings its variables; others' leads are unknown")
    func lead() async throws {
        let harness = try await harness()
        let lead = Lead(
            id: harness.ids.next(), name: "G", phoneNumber: "+14155550123", notes: "", variables: ["order": "7"],
            createdAt: TestClock.start)
        try await harness.store.save(lead)
        #expect(try await ask(harness, #"{"leadId":"\#(lead.id)"}"#) == Seen(ready: true, codes: []))
        let strange = try await harness.send(
            .post, "/api/agents/\(harness.ada.id)/preflight", json: #"{"leadId":"\#(harness.ids.next())"}"#)
        #expect(strange.status == .notFound)
    }

    @Test("each thing that is wrong is named, and no call may be placed")
    func wrong() async throws {
        let lost = HTTPResponse(.notFound, body: Array(#"{"detail":{"message":"no such document"}}"#.utf8))
        let none = HTTPResponse(.ok, body: IncomingNumber.json(list: []))
        let mute = HTTPResponse(
            .ok,
            body: IncomingNumber.json(list: [.init(sid: "PN1", phoneNumber: "+12125550199", hasVoice: false)]))
        let worlds: [(Harness, String)] = [
            (try await harness(agent: lost), "agent_not_found"),
            (try await harness(agent: HTTPResponse(.unauthorized)), "elevenlabs_key_refused"),
            (try await harness(agent: HTTPResponse(.badGateway)), "elevenlabs_refused"),
            (try await harness(agent: nil), "elevenlabs_unreachable"),
            (try await harness(numbers: none), "number_not_owned"),
            (try await harness(numbers: mute), "number_without_voice"),
            (try await harness(numbers: TwilioDouble.error(401, 20003, "Authenticate")), "twilio_refused"),
            (try await harness(numbers: nil), "twilio_unreachable"),
        ]
        for (harness, code) in worlds {
            #expect(try await ask(harness) == Seen(ready: false, codes: [code]))
        }
    }

    @Test("without a key the agent is not looked at, which is no fault of it")
    func noKey() async throws {
        #expect(try await ask(harness(hasKey: false)) == Seen(ready: true, codes: ["agent_not_checked"]))
    }

    @Test("a report judges rows one by one, and asks nobody again")
    func rows() async throws {
        let harness = try await harness()
        let environment = APIEnvironment(
            settings: harness.settings, store: harness.store, live: harness.live, http: harness.twilio,
            ids: harness.ids, clock: harness.clock.api, log: .silent)
        let choice = try await AgentChoice.find("agent_ada", of: User.ownerID, in: environment)
        let report = await Preflight(environment: environment).inspect(choice)
        #expect(report.refusal == nil)
        #expect(report.requiredVariables == ["lead_name", "order"])
        #expect(report.problems(variables: ["colour"]).map(\.code) == ["missing_variable"])
        #expect(report.problems(variables: ["order", "colour"]).isEmpty)
        #expect(
            report.problems(variables: ["order"], overrides: ["tts.voice_id"]).map(\.code) == ["override_not_allowed"])
        #expect(harness.twilio.requests.count == 2)
    }

    @Test("what Twilio refuses is explained to whoever ordered the call")
    func explained() async throws {
        let harness = try await Harness()
        harness.twilio.answer { _ in TwilioDouble.error(400, 21215, "Account not authorized to call +4477.") }
        let answer = try await harness.order(#"{"agentId":"agent_ada","phoneNumber":"+14155550123"}"#)
        #expect(answer.status == .badGateway)
        #expect(try answer.errorCode() == "dial_refused")
        #expect(answer.text.contains("21215 Account not authorized"))
        #expect(answer.text.contains("Geo permissions"))
    }
}
