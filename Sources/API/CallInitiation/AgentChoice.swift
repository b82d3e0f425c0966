import Calls

/// The agent that a call is given to.
struct AgentChoice: Sendable, Hashable {
    /// Ours, where the agent is registered.
    var registered: Agent?
    /// ElevenLabs' own id.
    var elevenLabsAgentID: String

    /// What an `agentId` in a URL or a body names: our id, or ElevenLabs' id of a registered agent or of the default one.
    var name: String { registered?.id.hex ?? elevenLabsAgentID }

    init(_ agent: Agent) {
        registered = agent
        elevenLabsAgentID = agent.elevenLabsAgentID
    }

    init(unregistered id: String) {
        registered = nil
        elevenLabsAgentID = id
    }

    /// Finds a user's agent for a new call; no name or an empty one means the default.
    static func find(
        _ name: String?, of user: RecordID, in environment: APIEnvironment
    ) async throws(APIError) -> AgentChoice {
        let byDefault = environment.settings.defaultElevenLabsAgentID
        guard let name = name.flatMap({ $0.isEmpty ? nil : $0 }) ?? byDefault else { throw .agentRequired }
        let found = try await environment.stored { (store) throws(CallStoreError) -> Agent? in
            guard let id = RecordID(name) else { return try await store.agent(elevenLabsAgentID: name, of: user) }
            return try await store.agent(id)
        }
        if let agent = found, agent.userID == user, agent.archivedAt == nil { return AgentChoice(agent) }
        guard name == byDefault else { throw .unknownAgent }
        return AgentChoice(unregistered: name)
    }

    /// The agent of a bulk job; `nil` where it was removed.
    static func find(for job: BulkJob, in store: any CRMStore) async throws(CallStoreError) -> AgentChoice? {
        guard let id = job.agentID else { return AgentChoice(unregistered: job.elevenLabsAgentID) }
        guard let agent = try await store.agent(id), agent.archivedAt == nil else { return nil }
        return AgentChoice(agent)
    }

    /// Checks that there is, or was, such an agent: whoever's it is, for a call that is under way already.
    static func check(_ name: String, in environment: APIEnvironment) async throws(APIError) {
        let isKnown = try await environment.stored { (store) throws(CallStoreError) in
            if let id = RecordID(name) { return try await store.agent(id) != nil }
            return try await store.agents().contains { $0.elevenLabsAgentID == name }
        }
        guard isKnown || name == environment.settings.defaultElevenLabsAgentID else { throw .unknownAgent }
    }
}
