import Calls
import Telemetry

/// An agent in JSON. Every key is always there.
struct AgentView: Encodable {
    let _id: String
    let userId: String
    let name: String
    let elevenLabsAgentId: String
    /// Whether its calls are recorded; `null` leaves it to the setting for all agents.
    @OrNull var records: Bool?
    let createdAt: String
    let updatedAt: String
    /// Since when no calls are given to it.
    @OrNull var archivedAt: String?

    init(_ agent: Agent) {
        _id = agent.id.hex
        userId = agent.userID.hex
        name = agent.name
        elevenLabsAgentId = agent.elevenLabsAgentID
        records = agent.records
        createdAt = Timestamp.text(agent.createdAt)
        updatedAt = Timestamp.text(agent.updatedAt)
        archivedAt = agent.archivedAt.map(Timestamp.text)
    }
}
