import Calls
import ElevenLabs
import Foundation
import Simulator
import TestSupport
import Testing
import Transport
import WebSocket

@testable import CLI

@Suite(.serialized) struct DialogueTests {
    @Test(
        "the dialogue of the demo runs through signed webhooks, a token and a signed URL, and is written down",
        .timeLimit(.minutes(2)))
    func dialogue() async throws {
        let dialogue = try Dialogue.load(directory: Fixtures.folder.appending(path: "audio").path)
        try await EndToEnd.run(persona: AgentPersona(dialogue.agentScript), callee: dialogue.callerScript) { test in
            let outcome = try await test.call()
            #expect(outcome.record.status == .completed)
            #expect(outcome.record.endReason == .agentEnded)
            #expect(outcome.stream.heardMatchesSent)
            #expect(outcome.stream.bytesCleared > 8000, "the interruption clears what was not heard yet")
            #expect(outcome.stream.warnings.isEmpty)
            #expect(outcome.twilio.webhooks.allSatisfy { $0.status == 200 || $0.status == 204 })

            var said: [String] = []
            var toolCalls: [String] = []
            var toolResults: [String] = []
            var keys: [String] = []
            var corrections: [String] = []
            var heard: [HeardResponse] = []
            var sound: [SoundCounts] = []
            var waits: [TurnLatency] = []
            for event in outcome.events {
                switch event.kind {
                case .userTranscript(let text, _), .agentResponse(let text, _, _): said.append(text)
                case .toolCall(_, let name, let parameters): toolCalls.append(name + parameters)
                case .toolResult(_, let result, let isError): toolResults.append("\(isError) \(result)")
                case .keypad(let digit): keys.append(digit)
                case .agentCorrection(let original, let corrected, _):
                    corrections.append(original)
                    #expect(original.hasPrefix(corrected) && corrected.count < original.count)
                case .agentHeard(let response): heard.append(response)
                case .sound(let counts): sound.append(counts)
                case .turnLatency(let latency): waits.append(latency)
                case .dialed, .status, .streamStarted, .conversationStarted, .interruption, .hangUpCalledOff,
                    .toolReport,
                    .problem, .reportedProblem, .answeredBy, .vendorReport, .frames, .ended:
                    break
                }
            }
            let (agent, caller) = (dialogue.agent.map(\.text), dialogue.caller.map(\.text))
            #expect(said == [agent[0], caller[0], agent[1], caller[1], agent[2], caller[2], agent[3], agent[4]])
            #expect(toolCalls == [#"find_appointment{"day":"Friday"}"#])
            #expect(
                toolResults.count == 1 && toolResults[0].hasPrefix("true")
                    && toolResults[0].contains("find_appointment"))
            #expect(keys == ["1"])
            #expect(corrections == [agent[2]])
            #expect(heard.map(\.text) == agent)
            #expect(heard.map(\.isCut) == [false, false, true, false, false])
            #expect(heard[2].text.hasPrefix(heard[2].heard) && !heard[2].heard.isEmpty)
            #expect(waits.count == 3)
            #expect(waits.allSatisfy { $0.agentMilliseconds > 300 && $0.bridgeMilliseconds < 200 }, "\(waits)")
            let counts = try #require(sound.first)
            #expect(abs(counts.played - outcome.stream.bytesHeard) <= 160)
            #expect(abs(counts.cleared - outcome.stream.bytesCleared) <= 160)
            #expect(counts.played + counts.cleared + counts.dropped == counts.received)

            let report = try await test.conversation()
            #expect(report.problems.isEmpty)
            #expect(report.initiation?.dynamicVariables["lead_name"] == "Ada")
            #expect(report.pongs == report.pings)
            let frames = try #require(outcome.record.frames)
            #expect(report.callerSound.messages == frames.toAgent)
            #expect(frames.fromCaller == frames.toAgent + frames.dropped)
            #expect(report.close?.code == .normal)

            let shown = try await test.client.call(outcome.record.id.hex)
            let call = try #require(try JSONSerialization.jsonObject(with: shown) as? [String: Any])
            #expect(call["status"] as? String == "completed")
            #expect((call["transcript"] as? [Any])?.count == 8)
            let tools = try #require(call["toolCalls"] as? [[String: Any]])
            #expect(tools.map { $0["name"] as? String } == ["find_appointment", "end_call"])
        }
    }
}
