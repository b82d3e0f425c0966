import Audio
import Simulator
import Transport

/// `voicebridge simulate agent`: an ElevenLabs that runs here, alone.
enum SimulateAgentCommand: Command {
    static let syntax = CommandSyntax(
        name: "simulate agent",
        summary: "Run a simulated ElevenLabs alone: set ELEVENLABS_API_URL to it.",
        options: [
            .init("port", "N", "port on loopback, 0 for a free one [8081]"),
            .init("output", "FORMAT", "format the agent speaks [pcm_16000]"),
            .init("input", "FORMAT", "format the agent hears [pcm_16000]"),
            .init("api-key", "KEY", "the key that REST requests must carry [any or none]"),
            Fixtures.option,
        ],
        notes: "Formats: \(AudioFormat.names). It runs until it is interrupted.")

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let port = try arguments.number("port", in: 0...65535, of: syntax) ?? 8081
        let persona = try AgentPersona(
            Fixtures.dialogue(arguments).agentScript, outputFormat: arguments.format("output", of: syntax) ?? .pcm16000,
            inputFormat: arguments.format("input", of: syntax) ?? .pcm16000)
        let group = EventLoopGroup(count: 1)
        let agents = try await AgentSimulator(
            .init(address: .loopback(port: port), apiKey: arguments.options["api-key"], persona: persona), on: group)
        let termination = Termination()
        print("A simulated ElevenLabs listens: ELEVENLABS_API_URL=\(agents.baseURL)")
        let news = Task {
            for await event in agents.events() {
                if let line = SimulatorNews.line(event) { print(line) }
            }
        }
        await termination.wait()
        news.cancel()
        await agents.stop()
        await group.shutDown()
        return 0
    }
}
