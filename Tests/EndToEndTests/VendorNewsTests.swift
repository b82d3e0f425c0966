import Audio
import Calls
import Foundation
import HTTP
import Simulator
import Testing
import Transport

@testable import CLI

@Suite("What the vendors tell beside a call, end to end", .timeLimit(.minutes(2)))
struct VendorNewsTests {
    private static let persona: AgentPersona = {
        var script = AgentScript()
        script.greeting = Sounds.agentTone(1)
        return AgentPersona(script, outputFormat: .muLaw8000, inputFormat: .muLaw8000)
    }()

    private static let caller = CallerScript([.waitForSilence(heard: .milliseconds(500), quiet: .milliseconds(300))])

    @Test("the vendor's account of a conversation comes into the call's log, signed, after its end")
    func postCall() async throws {
        try await EndToEnd.run(
            persona: Self.persona, callee: Self.caller,
            settings: [Setting.elevenLabsWebhookSecret.name: "wsec_simulated"]
        ) { test in
            let path = "/api/webhooks/elevenlabs/conversation-event"
            test.stage.agents.tellConversations(
                to: try #require(URL(string: test.stage.baseURL + path)), secret: "wsec_simulated")
            let outcome = try await test.call()
            let conversationID = try #require(outcome.record.conversationID)
            #expect(await test.stage.agents.webhookAnswer(conversationID) == 200)
            let log = try #require(try await test.stage.server.store.callLog(outcome.record.id, of: User.ownerID))
            let reports = log.events.compactMap { event -> VendorReport? in
                if case .vendorReport(let report) = event.kind { report } else { nil }
            }
            #expect(reports.count == 1)
            #expect(reports.first?.status == "done")
            #expect(reports.first?.cost == 100)
            #expect(reports.first?.transcript.map(\.message) == ["tone"])
            #expect(log.call.endReason == .callerHungUp)
        }
    }

    @Test("who answered is found out, and both the log and the agent are told; the stream's news are taken")
    func machineDetection() async throws {
        try await EndToEnd.run(
            persona: Self.persona, callee: Self.caller, settings: [Setting.machineDetection.name: "on"]
        ) { test in
            let outcome = try await test.call()
            #expect(outcome.record.answeredBy == "human")
            let told = outcome.twilio.webhooks.filter {
                ["amd", "stream-started", "stream-stopped"].contains($0.event)
            }
            #expect(Set(told.map(\.event)) == ["amd", "stream-started", "stream-stopped"])
            #expect(told.allSatisfy { $0.status == 204 })
            let conversation = try await test.conversation()
            #expect(
                conversation.trace.contains {
                    !$0.isFromAgent && $0.text.contains("contextual_update") && $0.text.contains("a person (human)")
                })
        }
    }

    @Test("somebody calls in, talks to the agent of the number, and hangs up")
    func inbound() async throws {
        try await EndToEnd.run(
            persona: Self.persona, callee: Self.caller,
            settings: [Setting.inboundAgents.name: "\(Stage.ownNumber)=agent_inbound"]
        ) { test in
            let webhooks = test.stage.baseURL + "/api/webhooks/twilio"
            let sid = test.stage.twilio.callIn(
                from: Stage.calleeNumber, to: Stage.ownNumber, voiceURL: webhooks + "/inbound",
                statusCallback: webhooks + "/call-status", Self.caller)
            let report = try #require(await test.stage.twilio.ended(sid))
            #expect(report.status == "completed")
            #expect(report.problems.isEmpty)
            #expect(report.webhooks.filter { $0.event == "completed" }.map(\.status) == [204])
            let call = try #require(try await test.stage.server.store.call(twilioCallSID: sid))
            let record = try await test.settled(call.id)
            #expect(record.direction == .inbound)
            #expect(record.origin == .inboundCall)
            #expect(record.status == .completed)
            #expect(record.endReason == .callerHungUp)
            #expect(record.phoneNumber == Stage.calleeNumber)
            #expect(try await test.conversation().agentID == "agent_inbound")
            #expect(try #require(report.stream).framesSent > 20)
        }
    }

    @Test("before a batch, the agent and the number are looked at")
    func preflight() async throws {
        var needy = Self.persona
        needy.profile.prompt = "Say {{order_id}} to {{lead_name}} at {{system__time_utc}}."
        try await EndToEnd.run(persona: needy, callee: Self.caller) { test in
            let url = try #require(URL(string: test.stage.baseURL + "/api/agents/\(Stage.agentID)/preflight"))
            func ask(_ json: String) async throws -> [String: Any] {
                let answer = try await test.client.http.send(
                    OutgoingRequest(
                        .post, url, headers: ["Content-Type": "application/json"], body: Array(json.utf8)))
                #expect(answer.status == .ok)
                return try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
            }
            let lacking = try await ask(#"{"variables":{"colour":"red"}}"#)
            #expect(lacking["ready"] as? Bool == false)
            #expect(lacking["requiredVariables"] as? [String] == ["lead_name", "order_id"])
            #expect(lacking["suppliedVariables"] as? [String] == ["lead_name"])
            let findings = try #require(lacking["findings"] as? [[String: Any]])
            #expect(findings.map { $0["code"] as? String } == ["missing_variable"])
            let ready = try await ask(#"{"variables":{"order_id":"7"}}"#)
            #expect(ready["ready"] as? Bool == true)
        }
    }
}
