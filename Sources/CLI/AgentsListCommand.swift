import Calls

/// `voicebridge agents list`: the agents that calls can be given to.
enum AgentsListCommand: Command {
    static let syntax = CommandSyntax(
        name: "agents list",
        summary: "List the registered agents.",
        options: [
            .init("database", "FILE", "the call database [\(Setting.database.name), else voicebridge.sqlite]"),
            .init("json", nil, "print a JSON array"),
        ])

    static func run(_ arguments: Arguments) async throws -> Int32 {
        try await AgentBook.open(arguments) { store in
            let agents = try await store.agents()
            let json = arguments.flags.contains("json")
            if agents.isEmpty, !json {
                print("No agents yet: 'voicebridge agents add NAME ELEVENLABS_AGENT_ID' registers one.")
            } else {
                try AgentBook.show(agents, as: json ? .array : .lines)
            }
            return 0
        }
    }
}
