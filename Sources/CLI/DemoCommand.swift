import Calls
import Foundation
import Simulator
import Telemetry
import Transport

/// `voicebridge demo`: a whole phone call on this machine, the bridge real, both parties simulated.
enum DemoCommand: Command {
    static let syntax = CommandSyntax(
        name: "demo",
        summary: "Play a whole phone call on this machine, both parties simulated; no account is needed.",
        options: [
            .init("once", nil, "play one call and end; exit code 0 if it went as it should"),
            .init("json", nil, "print the result as one JSON object on the last line"),
            .init("port", "N", "where the bridge listens on loopback, 0 for a free port [8080]"),
            .init("loops", "N", "the bridge's event loops [one for each core]"),
            Fixtures.option,
        ],
        notes: "Without --once it stays up: start more calls with curl, or 'voicebridge replay FILE' into it.")

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let port = try arguments.number("port", in: 0...65535, of: syntax) ?? 8080
        let dialogue = try Fixtures.dialogue(arguments)
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let stage = try await Stage(
            .init(
                persona: AgentPersona(dialogue.agentScript), callee: .answers(dialogue.callerScript),
                listen: .loopback(port: port), mediaAuth: .none, database: directory.path + "/demo.sqlite",
                more: [Setting.record.name: "on"], loops: arguments.number("loops", in: 1...256, of: syntax),
                log: Log(level: .warning, sink: DescriptorSink.standardError)))
        let transcript = Task { await show(stage.server.store.committedEvents()) }
        defer { transcript.cancel() }

        print("The bridge listens on \(stage.baseURL), with a simulated Twilio and a simulated agent beside it.")
        let result = try await DemoCall.play(on: stage)
        print("\n" + result.summary)
        if arguments.flags.contains("json") { print(try result.json()) }
        if !arguments.flags.contains("once") {
            let termination = Termination()
            print("\n" + invitation(stage.baseURL))
            await termination.wait()
        }
        await stage.strike()
        return result.isGood ? 0 : 1
    }

    private static func show(_ events: AsyncStream<CallEvent>) async {
        for await event in events {
            if let line = TranscriptPrinter.line(event) { print(line) }
        }
    }

    private static func invitation(_ baseURL: String) -> String {
        let program = CommandLine.arguments[0]
        return """
            The bridge stays up on \(baseURL); Ctrl-C ends it. Start another call:

              curl -X POST \(baseURL)/api/call-initiation/live-call -H 'Content-Type: application/json' \\
                -d '{"agentId":"\(Stage.agentID)","phoneNumber":"\(Stage.calleeNumber)","leadName":"Grace Hopper","leadNotes":""}'

            and read it with the callId that comes back:

              curl \(baseURL)/api/call-initiation/status/CA…

            or hear it, the caller left and the agent right, each as the other heard them:

              curl \(baseURL)/api/calls/CA…/recording -o call.wav

            Or be the caller with a recording of your own:

              \(program) replay FILE.wav --to \(baseURL.replacingOccurrences(of: "http", with: "ws"))\(Configuration.mediaPath)
            """
    }
}
