import Calls
import Foundation

/// `voicebridge agents add`: registers an agent that calls can be given to.
enum AgentsAddCommand: Command {
    static let syntax = CommandSyntax(
        name: "agents add",
        summary: "Register an ElevenLabs agent that calls can be given to.",
        operands: ["NAME", "ELEVENLABS_AGENT_ID"],
        options: [
            .init("database", "FILE", "the call database [\(Setting.database.name), else voicebridge.sqlite]"),
            .init("record", "on|off", "whether its calls are recorded [as \(Setting.record.name) says]"),
            .init("json", nil, "print the agent as one JSON object"),
        ],
        notes: "The id it prints is what 'agentId' of the API means; the ElevenLabs id itself is taken there as well.")

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let (name, elevenLabsID) = (arguments.operands[0], arguments.operands[1])
        guard !name.trimmingCharacters(in: .whitespaces).isEmpty else {
            throw UsageError("NAME is empty", command: syntax.name)
        }
        guard elevenLabsID.wholeMatch(of: /[A-Za-z0-9_\-]{1,128}/) != nil else {
            throw UsageError("'\(elevenLabsID)' is no agent id; ElevenLabs shows it as agent_…", command: syntax.name)
        }
        let record = try arguments.choice("record", as: AgentBook.Recording.self, of: syntax) ?? .default
        return try await AgentBook.open(arguments) { store in
            if let known = try await store.agent(elevenLabsAgentID: elevenLabsID, of: User.ownerID) {
                StandardError.write(
                    "voicebridge: \(elevenLabsID) is registered already, as '\(known.name)' with id \(known.id)")
                return 1
            }
            let ids = IDSource()
            let new = Agent(
                id: ids.next(), name: name, elevenLabsAgentID: elevenLabsID, records: record.value, createdAt: Date())
            let note = KeyBook.note(.createAgent, new.id, of: new.userID, ids: ids)
            let agent = try await store.add(new, noting: note)
            try AgentBook.show([agent], as: arguments.flags.contains("json") ? .object : .lines)
            return 0
        }
    }
}
