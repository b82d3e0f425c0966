public import FoundationEssentials

/// Where agents are kept, each user's apart.
public protocol AgentStore: Sendable {
    /// Adds an agent, together with a note of who did; durable when it returns.
    ///
    /// One that is in the archive under the same ElevenLabs id comes back, with the new name. Throws `conflict` where one
    /// in use has it.
    /// - Returns: the agent as it was written.
    @discardableResult
    func add(_ agent: Agent, noting audit: AuditEntry?) async throws(CallStoreError) -> Agent
    /// Changes an agent of a user, undisturbed by other changes; `nil` where they have none such. Throws `conflict` like
    /// `add`.
    func changeAgent(
        _ id: RecordID, of user: RecordID, noting audit: AuditEntry?, _ change: @Sendable (inout Agent) -> Void
    ) async throws(CallStoreError) -> Agent?
    /// Removes an agent, or archives one that calls name; `nil` where the user has none such.
    func removeAgent(
        _ id: RecordID, of user: RecordID, at date: Date, noting audit: AuditEntry?
    ) async throws(CallStoreError) -> Removal?

    /// All agents in use, whoever's they are, oldest first.
    func agents() async throws(CallStoreError) -> [Agent]
    /// A user's agents, newest first, those in the archive only where asked for.
    func agents(
        of user: RecordID, includingArchived: Bool, after: RecordID?, limit: Int
    ) async throws(CallStoreError) -> Page<Agent>
    /// One agent, whoever's it is and be it in the archive.
    func agent(_ id: RecordID) async throws(CallStoreError) -> Agent?
    /// A user's agent in use by ElevenLabs' id, the oldest.
    func agent(elevenLabsAgentID: String, of user: RecordID) async throws(CallStoreError) -> Agent?
}

extension AgentStore {
    /// Adds an agent without a note.
    @discardableResult
    public func add(_ agent: Agent) async throws(CallStoreError) -> Agent { try await add(agent, noting: nil) }

    /// Writes an agent over the one it was, without a note.
    public func update(_ agent: Agent) async throws(CallStoreError) {
        _ = try await changeAgent(agent.id, of: agent.userID, noting: nil) { $0 = agent }
    }
}
