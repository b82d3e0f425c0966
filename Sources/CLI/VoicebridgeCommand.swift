import CLinux
import Foundation

/// The command `voicebridge`: finds the command named by the first words and runs it.
///
/// Exit codes: 0 done; 1 it did not work, and standard error says why; 2 the words or the configuration are wrong.
@main
struct VoicebridgeCommand {
    static let version = "0.1.0"

    static let commands: [any Command.Type] = [
        ServeCommand.self, DoctorCommand.self, ExplainCommand.self, DemoCommand.self, ReplayCommand.self,
        AgentsAddCommand.self, AgentsSetCommand.self,
        AgentsListCommand.self, KeysCreateCommand.self, KeysListCommand.self, KeysRevokeCommand.self,
        SimulateAgentCommand.self, SimulateTwilioCommand.self, SimulateLoadCommand.self, AudioConvertCommand.self,
        AudioInspectCommand.self, WebSocketEchoCommand.self, WebSocketAutobahnCommand.self,
        BenchAudioCommand.self, BenchCSVCommand.self, BenchTLSCommand.self, BenchWebSocketCommand.self,
        BenchStoreCommand.self,
    ]

    /// A command, and the words that are its own.
    struct Match {
        let command: any Command.Type
        let rest: [String]
    }

    static func main() async {
        // Whoever reads along through a pipe sees a line when it is written.
        clinux_buffer_lines()
        exit(await run(Array(CommandLine.arguments.dropFirst())))
    }

    /// Runs the words and returns the exit code.
    static func run(_ words: [String]) async -> Int32 {
        do {
            if words.isEmpty || ["help", "--help", "-h"].contains(words.first) {
                print(help)
                return words.isEmpty ? 2 : 0
            }
            if words == ["--version"] {
                print("voicebridge \(version)")
                return 0
            }
            let match = try find(words)
            let (syntax, rest) = (match.command.syntax, match.rest)
            // `--help` wins over anything else that may be wrong, but what follows `--` is not ours.
            if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
                print(syntax.help)
                return 0
            }
            return try await match.command.run(Arguments(rest, for: syntax))
        } catch let error as UsageError {
            StandardError.write(error.text)
            return 2
        } catch let error as ConfigurationError {
            StandardError.write(error.text)
            return 2
        } catch {
            StandardError.write("voicebridge: \(Explanation.of(error))")
            return 1
        }
    }

    /// The command whose name is the longest match of the first words, and the words after it.
    static func find(_ words: [String]) throws -> Match {
        for length in [2, 1] where words.count >= length {
            let name = words.prefix(length).joined(separator: " ")
            guard let index = names.firstIndex(of: name) else { continue }
            return Match(command: commands[index], rest: Array(words.dropFirst(length)))
        }
        let first = words.first ?? ""
        let family = names.filter { $0.hasPrefix(first + " ") }
        guard family.isEmpty else {
            let choices = family.map { "'\($0)'" }.joined(separator: " or ")
            throw UsageError("'\(first)' needs one more word: \(choices)", command: "")
        }
        throw UsageError("unknown command '\(first)'", command: "")
    }

    private static var names: [String] {
        var names: [String] = []
        for command in commands { names.append(command.syntax.name) }
        return names
    }

    static var help: String {
        let width = names.map(\.count).max() ?? 0
        var rows: [String] = []
        for command in commands {
            let name = command.syntax.name
            rows.append("  " + name + String(repeating: " ", count: width - name.count + 2) + command.syntax.summary)
        }
        return """
            voicebridge \(version): carries phone calls between Twilio Media Streams and ElevenLabs agents.

            Usage: voicebridge COMMAND [options]

            Commands:
            \(rows.joined(separator: "\n"))

            'voicebridge COMMAND --help' says what a command takes. New here? 'voicebridge demo' plays a whole call,
            with both parties simulated; it needs no account.
            """
    }
}
