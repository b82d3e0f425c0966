import Audio
import ElevenLabs
import FoundationEssentials
import HTTP
import Testing
import Transport
import WebSocket

@testable import Simulator

@Suite("The simulated agent against a client", .timeLimit(.minutes(2)))
struct AgentSimulatorTests {
    private func reply(_ text: String, _ milliseconds: Int = 300) -> AgentScript.Reply {
        .init(text: text, samples: (0..<milliseconds * 16).map { $0 % 16 < 8 ? 4000 : -4000 })
    }

    /// A greeting, an answer to speech by way of a tool, and a farewell on a key.
    private var script: AgentScript {
        AgentScript(
            greeting: reply("Hello."),
            turns: [
                .init(.speech, transcript: "Yes.", tool: .init(name: "look_up"), reply: reply("Found.")),
                .init(.keypad, reply: reply("Goodbye."), endsCall: true),
            ])
    }

    private var behavior: AgentBehavior {
        AgentBehavior(
            speech: .init(minimumSpeech: .milliseconds(60), silence: .milliseconds(100)),
            thinkingTime: .milliseconds(20), startLimit: .milliseconds(100), pingInterval: .milliseconds(100),
            farewell: .milliseconds(40))
    }

    private var plan: TestAgentClient.Plan {
        .init(speaks: [(afterReplies: 1, for: .milliseconds(400))], presses: (afterReplies: 2, key: "1"))
    }

    private func withAgent(
        _ configuration: AgentSimulator.Configuration,
        _ body: (AgentSimulator, EventLoopGroup) async throws -> Void
    ) async throws {
        let group = EventLoopGroup(count: 1)
        let agent = try await AgentSimulator(configuration, on: group)
        do {
            try await body(agent, group)
        } catch {
            Issue.record(error)
        }
        await agent.stop()
        await group.shutDown()
    }

    private func url(_ agent: AgentSimulator, _ id: String = "agent_1") -> String {
        agent.baseURL.replacing("http://", with: "ws://") + "/v1/convai/conversation?agent_id=\(id)"
    }

    private func report(_ agent: AgentSimulator, _ heard: TestAgentClient.Heard) async throws -> AgentReport {
        let id = try #require(heard.metadata?.conversationID)
        return try #require(await agent.ended(id))
    }

    @Test(
        "a whole conversation in each format: greeting, speech, tool, key, farewell, close 1000",
        arguments: AudioFormat.all)
    func wholeConversation(format: AudioFormat) async throws {
        let persona = AgentPersona(script, behavior: behavior, outputFormat: format, inputFormat: format)
        try await withAgent(.init(persona: persona)) { agent, group in
            let heard = try await TestAgentClient.converse(url(agent), plan, on: group.next())
            #expect(heard.replies == ["Hello.", "Found.", "Goodbye."])
            #expect(heard.transcripts == ["Yes."])
            #expect(heard.metadata?.agentOutputAudioFormat == format.vendorName)
            #expect(heard.close?.code == .normal)
            guard case .metadata = heard.events.first else {
                Issue.record("the metadata must come first")
                return
            }
            let report = try await report(agent, heard)
            #expect(report.audioSent == heard.sound)
            #expect(report.bytesSent == heard.sound.count)
            #expect(report.repliesSent == 3)
            #expect(report.initiation?.dynamicVariables == ["lead_name": "Ada"])
            #expect(report.toolResults == [.init(id: "call_1", result: "none", isString: true, isError: true)])
            #expect(report.userMessages == [.init(text: "1", sourceMedium: "dtmf")])
            #expect(report.problems == [])
            #expect(report.pongs > 0)
            #expect(report.pings - report.pongs <= 1)
            #expect(report.callerSound.bytes == report.callerSound.messages * format.bytesPerSecond / 50)
            #expect(report.close?.code == .normal)
            #expect(report.trace.contains { !$0.isFromAgent && $0.text.contains("client_tool_result") })
            #expect(report.trace.contains { $0.isFromAgent && $0.text.contains("end_call") })
        }
    }

    @Test("speaking over a long reply interrupts it")
    func bargeIn() async throws {
        let long = AgentScript(
            greeting: reply("one two three four", 8000), turns: [.init(transcript: "Stop.", reply: reply("Yes?"))])
        try await withAgent(.init(persona: .init(long, behavior: behavior))) { agent, group in
            let plan = TestAgentClient.Plan(
                speaks: [(afterReplies: 1, for: .milliseconds(300))], closesAfterReplies: 2)
            let heard = try await TestAgentClient.converse(url(agent), plan, on: group.next())
            #expect(heard.events.contains { if case .interruption = $0 { true } else { false } })
            #expect(heard.replies == ["one two three four", "Yes?"])
            #expect(try await report(agent, heard).interruptions == 1)
        }
    }

    @Test("a conversation without a first message starts all the same")
    func noInitiation() async throws {
        try await withAgent(.init(persona: .init(script, behavior: behavior))) { agent, group in
            let plan = TestAgentClient.Plan(sendsInitiation: false, closesAfterReplies: 1)
            let heard = try await TestAgentClient.converse(url(agent), plan, on: group.next())
            #expect(heard.replies == ["Hello."])
            #expect(try await report(agent, heard).initiation == nil)
        }
    }

    @Test("faults come as asked: refusal after the upgrade, a dropped line, a huge message")
    func faults() async throws {
        func persona(_ fault: AgentFault) -> AgentPersona {
            var behavior = behavior
            behavior.fault = fault
            return AgentPersona(script, behavior: behavior)
        }
        let agents = [
            "refusing": persona(.refuse(CloseCode(rawValue: 4300), reason: "queue timed out")),
            "dropping": persona(.drop(afterReplies: 1)), "odd": persona(.oddLengthChunk),
            "huge": persona(.hugeMessage(byteCount: 1024 * 1024)), "unknown": persona(.unknownMessage),
        ]
        let configuration = AgentSimulator.Configuration(
            persona: persona(.none), agents: agents, knowsOnlyNamedAgents: true)
        try await withAgent(configuration) { agent, group in
            let loop = group.next()
            let refused = try await TestAgentClient.converse(url(agent, "refusing"), plan, on: loop)
            #expect(
                refused.close == CloseReason(code: CloseCode(rawValue: 4300), reason: "queue timed out", wasClean: true)
            )
            #expect(refused.events == [])
            let dropped = try await TestAgentClient.converse(url(agent, "dropping"), plan, on: loop)
            #expect(dropped.close?.code == .abnormal)
            #expect(dropped.replies == ["Hello."])
            let huge = try await TestAgentClient.converse(url(agent, "huge"), plan, on: loop)
            #expect(huge.largestMessage >= 1024 * 1024)
            #expect(huge.replies.count == 3)
            let odd = try await TestAgentClient.converse(url(agent, "odd"), plan, on: loop)
            #expect(odd.replies.count == 3)
            let unknown = try await TestAgentClient.converse(url(agent, "unknown"), plan, on: loop)
            #expect(unknown.events.contains(.unrecognized(type: "mood_changed")))
            let stranger = try await TestAgentClient.converse(url(agent, "nobody"), plan, on: loop)
            #expect(stranger.close?.code == CloseCode(rawValue: 3000))
            #expect(stranger.close?.reason == "The AI agent you are trying to reach does not exist.")
        }
    }

    @Test("a private agent is reached with the key on the upgrade, if it is the right one")
    func keyOnTheUpgrade() async throws {
        let configuration = AgentSimulator.Configuration(
            apiKey: "xi-1", requiresAuthorization: true, persona: .init(script, behavior: behavior))
        try await withAgent(configuration) { agent, group in
            let once = TestAgentClient.Plan(closesAfterReplies: 1)
            for (key, replies) in [("xi-1", ["Hello."]), ("xi-2", [])] {
                let heard = try await TestAgentClient.converse(
                    url(agent), once, headers: ["xi-api-key": key], on: group.next())
                #expect(heard.replies == replies)
            }
        }
    }

    @Test("a private agent is reached by a signed URL, handed out for the right key")
    func signedURL() async throws {
        let configuration = AgentSimulator.Configuration(
            apiKey: "xi-1", requiresAuthorization: true, persona: .init(script, behavior: behavior))
        try await withAgent(configuration) { agent, group in
            let loop = group.next()
            let client = HTTPClient(on: group)
            let refused = try await TestAgentClient.converse(url(agent), plan, on: loop)
            #expect(refused.close?.code == CloseCode(rawValue: 3000))
            let base = try #require(URL(string: agent.baseURL))
            let api = ElevenLabsAPI(apiURL: base, apiKey: "xi-1")
            let signed = try api.signedURL(from: try await client.send(api.signedURLRequest(agentID: "agent_1")))
            let once = TestAgentClient.Plan(closesAfterReplies: 1)
            let heard = try await TestAgentClient.converse(signed.absoluteString, once, on: loop)
            #expect(heard.replies == ["Hello."])
            let stranger = ElevenLabsAPI(apiURL: base, apiKey: "xi-2")
            let answer = try await client.send(stranger.signedURLRequest(agentID: "agent_1"))
            #expect(answer.status == .unauthorized)
            #expect(ElevenLabsRESTError(response: answer).code == "invalid_api_key")
            let nameless = try #require(URL(string: agent.baseURL + "/v1/convai/conversation/get_signed_url"))
            let missing = try await client.send(
                OutgoingRequest(.get, nameless, headers: ["xi-api-key": "xi-1"]))
            #expect(missing.status == .unprocessableContent)
            await client.shutDown()
        }
    }
}
