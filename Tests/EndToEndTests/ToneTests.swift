import Audio
import Calls
import Simulator
import TestSupport
import Testing

@testable import CLI

@Suite(.serialized) struct ToneTests {
    @Test(
        "a 1 kHz tone arrives at 1 kHz and at its level, both ways, in every format of an agent",
        .timeLimit(.minutes(2)), arguments: AudioFormat.all)
    func tone(format: AudioFormat) async throws {
        let persona = AgentPersona(
            AgentScript(greeting: Sounds.agentTone(1.2)), outputFormat: format, inputFormat: format)
        let script = CallerScript([
            .waitForSilence(heard: .seconds(1), quiet: .milliseconds(200)), .say(Sounds.callerTone(1.2)),
            .pause(.milliseconds(200)), .hangUp,
        ])
        try await EndToEnd.run(persona: persona, callee: script) { test in
            let outcome = try await test.call()
            let report = try await test.conversation()
            #expect(outcome.record.endReason == .callerHungUp)
            #expect(outcome.stream.heardMatchesSent)
            try expectTone(Sounds.samples(report.callerSound.audio, format), sampleRate: format.sampleRate)
            try expectTone(Sounds.samples(outcome.stream.truth.heard, .muLaw8000), sampleRate: 8000)
        }
    }

    @Test("so it does over a compressed socket that was opened with the key", .timeLimit(.minutes(2)))
    func compressed() async throws {
        let persona = AgentPersona(AgentScript(greeting: Sounds.agentTone(1.2)))
        let script = CallerScript([
            .waitForSilence(heard: .seconds(1), quiet: .milliseconds(200)), .say(Sounds.callerTone(1.2)),
            .pause(.milliseconds(200)), .hangUp,
        ])
        let settings = ["ELEVENLABS_COMPRESSION": "on", "VOICEBRIDGE_AGENT_AUTH": "api-key"]
        try await EndToEnd.run(persona: persona, callee: script, settings: settings) { test in
            let outcome = try await test.call()
            let report = try await test.conversation()
            #expect(report.isCompressed)
            #expect(outcome.stream.heardMatchesSent)
            try expectTone(Sounds.samples(report.callerSound.audio, .pcm16000), sampleRate: 16000)
            try expectTone(Sounds.samples(outcome.stream.truth.heard, .muLaw8000), sampleRate: 8000)
        }
    }

    private func expectTone(_ samples: [Int16], sampleRate: Int) throws {
        let middle = try Sounds.middle(samples, sampleRate: sampleRate)
        let detector = ToneDetector(sampleRate: sampleRate)
        #expect(abs(detector.dominantFrequency(in: middle) - 1000) < 2)
        #expect(abs(detector.level(of: 1000, in: middle) - -12) < 0.3)
    }
}
