import Calls
import Foundation
import Telemetry

/// What `agents add` and `agents list` share: the database they work on, and how agents are shown.
enum AgentBook {
    /// How agents are shown.
    enum Shape {
        /// One JSON object.
        case object
        /// A JSON array.
        case array
        /// A line each.
        case lines
    }

    /// An agent as `--json` prints it.
    private struct Entry: Encodable {
        let id: String
        let name: String
        let elevenLabsAgentId: String
        let createdAt: Date

        init(_ agent: Agent) {
            id = agent.id.hex
            name = agent.name
            elevenLabsAgentId = agent.elevenLabsAgentID
            createdAt = agent.createdAt
        }

        private enum CodingKeys: String, CodingKey {
            case id = "_id"
            case name, elevenLabsAgentId, createdAt
        }
    }

    /// Opens the database that the arguments or the settings name, and closes it again.
    static func open(_ arguments: Arguments, _ body: (SQLiteStore) async throws -> Int32) async throws -> Int32 {
        let environment = ProcessInfo.processInfo.environment
        let settings = try Configuration.dotEnv(path: ".env").merging(environment) { $1 }
        let path =
            arguments.options["database"] ?? SettingsReader(settings).text(.database) ?? Setting.database.fallback ?? ""
        let store = try SQLiteStore(path: path, log: .silent)
        return try await body(store)
    }

    /// Prints agents.
    static func show(_ agents: [Agent], as shape: Shape) throws {
        switch shape {
        case .object:
            for agent in agents { print(try JSONText.of(Entry(agent))) }
        case .array:
            print(try JSONText.of(agents.map(Entry.init)))
        case .lines:
            for agent in agents { print("\(agent.id)  \(agent.elevenLabsAgentID)  \(agent.name)") }
        }
    }
}
