import Audio
import Calls
import Foundation
import Simulator
import Testing
import Transport

@testable import CLI

@Suite(.serialized) struct HumanSpeechTests {
    /// Debian's package asterisk-core-sounds-en-wav: prompts read by a person, 16-bit PCM at 8 kHz.
    private static let folder = "/usr/share/asterisk/sounds/en_US_f_Allison"
    private static let recordings = ["vm-intro.wav", "demo-instruct.wav"].map { folder + "/" + $0 }
    private static var isInstalled: Bool { recordings.allSatisfy { FileManager.default.fileExists(atPath: $0) } }

    @Test(
        "the agent receives every frame of a real recording",
        .enabled(if: isInstalled, "needs Debian's asterisk-core-sounds-en-wav; scripts/setup tests installs it"),
        .timeLimit(.minutes(2)), arguments: recordings)
    func everyFrame(path: String) async throws {
        let file = try SoundFile.read(path, rawFormat: nil, of: ReplayCommand.syntax)
        let sound = Array(file.converted(to: .muLaw8000).audio.prefix(8000 * 6))
        let persona = AgentPersona(AgentScript())
        try await EndToEnd.run(persona: persona, callee: .listening(for: .seconds(1)), mediaAuth: .none) { test in
            let group = EventLoopGroup(count: 1)
            var settings = StreamReplayer.Settings(url: "ws://\(test.stage.server.address)/media")
            settings.customParameters = ["agentId": "agent_listener"]
            settings.quiet = .milliseconds(200)
            let replay = try await StreamReplayer(settings).play(sound, on: group)
            await group.shutDown()
            let report = try await test.conversation()
            #expect(report.agentID == "agent_listener")
            #expect(replay.framesOfSpeech == (sound.count + 159) / 160)
            #expect(report.callerSound.messages == replay.stream.framesSent)
            // Two bytes a sample at twice the rate; the resampler keeps its delay's worth to itself.
            #expect(report.callerSound.bytes == replay.stream.framesSent * 640)
            let events = test.stage.server.store
            let ids = Set(try await events.unfinishedCalls().map(\.id))
            for id in ids { _ = try await test.settled(id) }
        }
    }
}
