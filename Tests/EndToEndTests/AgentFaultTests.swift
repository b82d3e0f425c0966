import Audio
import Bridge
import Calls
import Simulator
import Testing
import WebSocket

@testable import CLI

@Suite(.serialized) struct AgentFaultTests {
    /// What an agent does wrong, and the word the call's log has for it.
    struct Case: Sendable, CustomTestStringConvertible {
        let fault: AgentFault
        let reason: CallEndReason
        let detail: String
        var testDescription: String { "\(fault)" }
    }

    private var limits: CallLimits {
        var limits = CallLimits()
        limits.agentMetadata = .milliseconds(500)
        return limits
    }

    private func persona(_ fault: AgentFault, output: AudioFormat = .pcm16000) -> AgentPersona {
        AgentPersona(
            AgentScript(greeting: Sounds.agentTone(0.5)), behavior: AgentBehavior(fault: fault), outputFormat: output)
    }

    @Test(
        "an agent that fails ends the call with a reason, and the caller hears that it ends",
        .timeLimit(.minutes(1)),
        arguments: [
            Case(fault: .refuse(.policyViolation, reason: "no override"), reason: .agentRefused, detail: "no override"),
            Case(
                fault: .refuse(CloseCode(rawValue: 3000), reason: "no agent"), reason: .agentRefused, detail: "no agent"
            ),
            Case(fault: .refuse(CloseCode(rawValue: 4300), reason: "queue"), reason: .agentRefused, detail: "queue"),
            Case(fault: .neverAnswer, reason: .agentSilent, detail: ""),
            Case(fault: .drop(afterReplies: 1), reason: .agentDropped, detail: ""),
        ])
    func failure(_ failure: Case) async throws {
        try await EndToEnd.run(
            persona: persona(failure.fault), callee: .listening(for: .seconds(20)), limits: limits
        ) { test in
            let outcome = try await test.call()
            #expect(outcome.record.endReason == failure.reason)
            #expect(outcome.record.endDetail?.contains(failure.detail) == true || failure.detail.isEmpty)
            #expect(outcome.record.status == .completed)
            #expect(outcome.events.count { if case .ended = $0.kind { true } else { false } } == 1)
            #expect(!outcome.twilio.spoken.isEmpty, "the caller is told, not left in silence")
            #expect(test.stage.server.telemetry.openStreams == 0)
            #expect(test.stage.server.live.count == 0)
        }
    }

    @Test(
        "an agent that sends what nobody expects is heard all the same", .timeLimit(.minutes(1)),
        arguments: [AgentFault.unknownMessage, .oddLengthChunk, .hugeMessage(byteCount: 1 << 20)])
    func oddity(_ fault: AgentFault) async throws {
        let script = CallerScript([.waitForSilence(heard: .milliseconds(400), quiet: .milliseconds(200)), .hangUp])
        try await EndToEnd.run(persona: persona(fault), callee: script) { test in
            let outcome = try await test.call()
            #expect(outcome.record.endReason == .callerHungUp)
            #expect(outcome.stream.heardMatchesSent)
            // Half a second at 8 kHz, and up to a few milliseconds of the filter's own.
            #expect((3990...4100).contains(outcome.stream.bytesHeard))
            #expect(!outcome.stream.callerGaveUp)
        }
    }
}
