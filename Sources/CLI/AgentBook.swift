import Calls
import Foundation
import Telemetry

/// What `agents add`, `agents set` and `agents list` share: the database they work on, and how agents are shown.
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

    /// Whether an agent's calls are recorded, as people write it.
    enum Recording: String, CaseIterable {
        case on
        case off
        /// As the setting for all agents says.
        case `default`

        init(_ value: Bool?) {
            self = value.map { $0 ? .on : .off } ?? .default
        }

        var value: Bool? {
            switch self {
            case .on: true
            case .off: false
            case .default: nil
            }
        }
    }

    /// An agent as `--json` prints it.
    private struct Entry: Encodable {
        let id: String
        let name: String
        let elevenLabsAgentId: String
        let record: String
        let createdAt: Date

        init(_ agent: Agent) {
            id = agent.id.hex
            name = agent.name
            elevenLabsAgentId = agent.elevenLabsAgentID
            record = Recording(agent.records).rawValue
            createdAt = agent.createdAt
        }

        private enum CodingKeys: String, CodingKey {
            case id = "_id"
            case name, elevenLabsAgentId, record, createdAt
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

    /// A word on recording only where the agent has one of its own.
    private static func line(_ agent: Agent) -> String {
        let record = agent.records.map { "  (record \(Recording($0).rawValue))" } ?? ""
        return "\(agent.id)  \(agent.elevenLabsAgentID)  \(agent.name)\(record)"
    }

    /// Prints agents.
    static func show(_ agents: [Agent], as shape: Shape) throws {
        switch shape {
        case .object:
            for agent in agents { print(try JSONText.of(Entry(agent))) }
        case .array:
            print(try JSONText.of(agents.map(Entry.init)))
        case .lines:
            for agent in agents { print(line(agent)) }
        }
    }
}
