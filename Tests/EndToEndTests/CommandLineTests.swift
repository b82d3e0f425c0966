import Audio
import Foundation
import TestSupport
import Testing

@testable import CLI

@Suite(.serialized) struct CommandLineTests {
    @Test func helpAndVersionGoToStandardOutput() async throws {
        let help = try await Program.run(["--help"])
        #expect(help.code == 0 && help.output.contains("voicebridge demo") && help.error.isEmpty)
        #expect(try await Program.run(["--version"]).output == "voicebridge \(VoicebridgeCommand.version)\n")
        for command in VoicebridgeCommand.commands {
            let result = try await Program.run(command.syntax.name.split(separator: " ").map(String.init) + ["--help"])
            #expect(result.code == 0 && result.output.contains("Usage: voicebridge \(command.syntax.name)"))
        }
    }

    @Test("usage errors go to standard error with code 2")
    func usage() async throws {
        let unknown = try await Program.run(["dance"])
        #expect(unknown.code == 2 && unknown.output.isEmpty)
        #expect(unknown.error == "voicebridge: unknown command 'dance'\nSee 'voicebridge --help'.\n")
        #expect(try await Program.run(["demo", "--port", "x"]).code == 2)
    }

    @Test("bench tls measures four kinds of handshake, and the resumed ones are resumed")
    func handshakes() async throws {
        struct Report: Decodable {
            struct Cost: Decodable {
                let isResumed: Bool
                let handshakes: Int
                let clientMicroseconds: Double
            }
            let handshakes: [Cost]
        }
        let result = try await Program.run(["bench", "tls", "--handshakes", "2", "--json"])
        let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
        #expect(result.code == 0)
        #expect(report.handshakes.map(\.isResumed) == [false, true, false, true])
        #expect(report.handshakes.allSatisfy { $0.handshakes == 2 && $0.clientMicroseconds > 0 })
    }

    @Test("serve without settings names them all and ends with 2")
    func noSettings() async throws {
        let directory = try TestSupport.TemporaryDirectory()
        let result = try await Program.run(["serve"], directory: directory.path)
        #expect(result.code == 2)
        for name in [
            "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER", "WEBHOOK_URL", "ELEVENLABS_API_KEY",
        ] {
            #expect(result.error.contains(name))
        }
    }

    @Test("a .env that others may read is refused, and read once it is private")
    func dotEnvMode() async throws {
        let directory = try TestSupport.TemporaryDirectory()
        let path = directory.file(".env")
        try "VOICEBRIDGE_MEDIA_AUTH=none\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let open = try await Program.run(["serve", "--check"], directory: directory.path)
        #expect(open.code == 2 && open.error.contains("chmod 600 .env"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(try await Program.run(["serve", "--check"], directory: directory.path).code == 0)
    }

    @Test func agentsAreAddedAndListed() async throws {
        let directory = try TestSupport.TemporaryDirectory()
        let database = ["--database", directory.file("calls.sqlite")]
        #expect(try await Program.run(["agents", "list", "--json"] + database).output == "[]\n")
        let added = try await Program.run(["agents", "add", "Nova", "agent_1", "--json"] + database)
        #expect(added.code == 0 && added.output.contains(#""elevenLabsAgentId":"agent_1""#))
        let again = try await Program.run(["agents", "add", "Nova 2", "agent_1"] + database)
        #expect(again.code == 1 && again.error.contains("registered already"))
        let listed = try await Program.run(["agents", "list"] + database)
        #expect(listed.output.contains("agent_1  Nova"))
    }

    @Test("whether an agent's calls are recorded is said when it is added, and later")
    func agentsAreSet() async throws {
        let directory = try TestSupport.TemporaryDirectory()
        let database = ["--database", directory.file("calls.sqlite")]
        _ = try await Program.run(["agents", "add", "Nova", "agent_1", "--record", "on"] + database)
        _ = try await Program.run(["agents", "add", "Ada", "agent_2"] + database)
        let listed = try await Program.run(["agents", "list"] + database)
        #expect(listed.output.contains("agent_1  Nova  (record on)\n"))
        #expect(listed.output.contains("agent_2  Ada\n"))
        let set = try await Program.run(
            ["agents", "set", "agent_2", "--record=off", "--name", "Eve", "--json"] + database)
        #expect(set.code == 0 && set.output.contains(#""name":"Eve","record":"off""#), "\(set.output)")
        let line = try #require(listed.output.split(separator: "\n").first { $0.contains("Nova") })
        let id = try #require(line.split(separator: " ").first)
        #expect(try await Program.run(["agents", "set", String(id), "--record", "default"] + database).code == 0)
        let after = try await Program.run(["agents", "list"] + database)
        #expect(after.output.contains("agent_1  Nova\n") && after.output.contains("agent_2  Eve  (record off)\n"))

        let unknown = try await Program.run(["agents", "set", "agent_3", "--record", "on"] + database)
        #expect(unknown.code == 1 && unknown.error.contains("agents list"))
        #expect(try await Program.run(["agents", "set", "agent_1"] + database).code == 2)
        #expect(try await Program.run(["agents", "set", "agent_1", "--record", "maybe"] + database).code == 2)
    }

    @Test("sound is converted between files, raw and WAV")
    func audioConvert() async throws {
        let directory = try TestSupport.TemporaryDirectory()
        let caller = Fixtures.folder.appending(path: "audio/caller-1.wav").path
        let (raw, wav) = (directory.file("out.pcm"), directory.file("out.wav"))
        let there = try await Program.run(["audio", "convert", "--to", "pcm_16000", caller, raw, "--json"])
        #expect(there.code == 0 && there.output.contains(#""from":"ulaw_8000""#))
        let size = try #require(try FileManager.default.attributesOfItem(atPath: raw)[.size] as? Int)
        #expect(
            try await Program.run(["audio", "convert", "--from", "pcm_16000", "--to", "ulaw_8000", raw, wav]).code == 0)
        let back = try SoundFile.read(wav, rawFormat: nil, of: AudioConvertCommand.syntax)
        #expect(back.format.vendorName == "ulaw_8000")
        #expect(abs(back.audio.count - size / 4) <= 64)
        let noFormat = try await Program.run(["audio", "convert", "--to", "ulaw_8000", raw, wav])
        #expect(noFormat.code == 2 && noFormat.error.contains("--from FORMAT is missing"))
    }

    @Test("the demo plays one call and ends with a JSON object", .timeLimit(.minutes(2)))
    func demo() async throws {
        let result = try await Program.run(
            ["demo", "--once", "--json", "--port", "0", "--fixtures", Fixtures.folder.appending(path: "audio").path])
        #expect(result.code == 0, "\(result.output)\(result.error)")
        let last = try #require(result.output.split(separator: "\n").last)
        let report = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
        #expect(report["heardMatchesSent"] as? Bool == true)
        #expect(Set(report.keys) == ["call", "frames", "heardMatchesSent", "addedLatencyMs"])
        let frames = try #require(report["frames"] as? [String: Int])
        #expect(Set(frames.keys) == ["fromCaller", "toAgent", "fromAgent", "toCaller", "dropped"])
        #expect((report["call"] as? [String: Any])?["status"] as? String == "completed")
        #expect(Set(try #require(report["addedLatencyMs"] as? [String: Double]).keys) == ["p50", "p99"])
    }
}
