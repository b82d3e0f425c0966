import Calls

/// The agent that a call is given to.
struct AgentChoice: Sendable, Hashable {
    /// Ours, where the agent is registered.
    var registered: Agent?
    /// ElevenLabs' own id.
    var elevenLabsAgentID: String

    /// What an `agentId` in a URL or a body names: our id, or ElevenLabs' id of a registered agent or of the default one.
    var name: String { registered?.id.hex ?? elevenLabsAgentID }

    private init(_ agent: Agent) {
        registered = agent
        elevenLabsAgentID = agent.elevenLabsAgentID
    }

    private init(unregistered id: String) {
        registered = nil
        elevenLabsAgentID = id
    }

    /// Finds the agent; no name or an empty one means the default.
    static func find(_ name: String?, in environment: APIEnvironment) async throws(APIError) -> AgentChoice {
        let byDefault = environment.settings.defaultElevenLabsAgentID
        guard let name = name.flatMap({ $0.isEmpty ? nil : $0 }) ?? byDefault else { throw .agentRequired }
        if let id = RecordID(name) {
            let agent = try await environment.stored { (store) throws(CallStoreError) in try await store.agent(id) }
            guard let agent else { throw .unknownAgent }
            return AgentChoice(agent)
        }
        let agents = try await environment.stored { (store) throws(CallStoreError) in try await store.agents() }
        if let agent = agents.first(where: { $0.elevenLabsAgentID == name }) { return AgentChoice(agent) }
        guard name == byDefault else { throw .unknownAgent }
        return AgentChoice(unregistered: name)
    }
}
