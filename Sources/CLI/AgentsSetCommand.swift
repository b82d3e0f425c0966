import Calls
import Foundation

/// `voicebridge agents set`: changes a registered agent.
enum AgentsSetCommand: Command {
    static let syntax = CommandSyntax(
        name: "agents set",
        summary: "Change a registered agent.",
        operands: ["ID"],
        options: [
            .init(
                "record", "on|off|default", "whether its calls are recorded; default is as \(Setting.record.name) says"),
            .init("name", "NAME", "what people call it"),
            .init("database", "FILE", "the call database [\(Setting.database.name), else voicebridge.sqlite]"),
            .init("json", nil, "print the agent as one JSON object"),
        ],
        notes:
            "ID is the one that 'agents list' shows, or ElevenLabs' own. A server that runs goes by it from the next call on."
    )

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let id = arguments.operands[0]
        let record = try arguments.choice("record", as: AgentBook.Recording.self, of: syntax)
        let name = arguments.options["name"]
        if let name, name.trimmingCharacters(in: .whitespaces).isEmpty {
            throw UsageError("NAME is empty", command: syntax.name)
        }
        guard record != nil || name != nil else {
            throw UsageError("nothing to change: give --record or --name", command: syntax.name)
        }
        return try await AgentBook.open(arguments) { store in
            let known = try await store.agents().first { $0.id.hex == id || $0.elevenLabsAgentID == id }
            guard let known else {
                StandardError.write("voicebridge: no agent has the id '\(id)'; 'voicebridge agents list' shows them")
                return 1
            }
            let (now, ids) = (Date(), IDSource())
            let note = KeyBook.note(.changeAgent, known.id, of: known.userID, ids: ids)
            let changed = try await store.changeAgent(known.id, of: known.userID, noting: note) { agent in
                if let record { agent.records = record.value }
                agent.name = name ?? agent.name
                agent.updatedAt = now
            }
            try AgentBook.show([changed ?? known], as: arguments.flags.contains("json") ? .object : .lines)
            return 0
        }
    }
}
