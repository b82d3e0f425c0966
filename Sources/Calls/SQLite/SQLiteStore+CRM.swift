public import FoundationEssentials

// MARK: Calls as their logs show them

extension SQLiteStore {
    /// One call by our id; `nil` where this user has none such.
    public func callLog(_ id: RecordID, of user: RecordID) async throws(CallStoreError) -> CallLog? {
        try await reader.log(id, of: user)
    }

    /// One call by Twilio's call SID, the latest; `nil` where this user has none such.
    public func callLog(twilioCallSID: String, of user: RecordID) async throws(CallStoreError) -> CallLog? {
        try await reader.log(twilioCallSID: twilioCallSID, of: user)
    }

    /// A page of calls. A search for words, and a page of more than people read, keep nobody else waiting.
    public func callLogs(_ query: CallQuery) async throws(CallStoreError) -> Page<CallLog> {
        try await reader(for: query).logs(query)
    }

    /// A page of calls as a list shows them.
    public func listedCalls(_ query: CallQuery) async throws(CallStoreError) -> Page<ListedCall> {
        try await reader(for: query).list(query)
    }

    private func reader(for query: CallQuery) -> StoreReader {
        query.text == nil && query.limit <= 100 ? reader : searcher
    }

    /// The calls of a range, summed up.
    public func analytics(_ query: AnalyticsQuery) async throws(CallStoreError) -> CallAnalytics {
        // At start, the loading is under way.
        if !columns.isComplete { try await writer.loadColumns() }
        return try await searcher.analytics(query, of: columns)
    }
}

// MARK: Agents

extension SQLiteStore {
    /// Adds an agent, or brings it back from the archive.
    @discardableResult
    public func add(_ agent: Agent, noting audit: AuditEntry?) async throws(CallStoreError) -> Agent {
        try await writer.add(agent, noting: audit)
    }

    /// Changes an agent of a user.
    public func changeAgent(
        _ id: RecordID, of user: RecordID, noting audit: AuditEntry?, _ change: @Sendable (inout Agent) -> Void
    ) async throws(CallStoreError) -> Agent? {
        try await writer.changeAgent(id, of: user, noting: audit, change)
    }

    /// Removes an agent, or archives one that calls name.
    public func removeAgent(
        _ id: RecordID, of user: RecordID, at date: Date, noting audit: AuditEntry?
    ) async throws(CallStoreError) -> Removal? {
        try await writer.removeAgent(id, of: user, at: date, noting: audit)
    }

    /// All agents in use, oldest first.
    public func agents() async throws(CallStoreError) -> [Agent] { try await reader.agents() }

    /// A user's agents, newest first.
    public func agents(
        of user: RecordID, includingArchived: Bool, after: RecordID?, limit: Int
    ) async throws(CallStoreError) -> Page<Agent> {
        try await reader.agents(of: user, includingArchived: includingArchived, after: after, limit: limit)
    }

    /// One agent.
    public func agent(_ id: RecordID) async throws(CallStoreError) -> Agent? { try await reader.agent(id) }

    /// A user's agent in use by ElevenLabs' id, the oldest.
    public func agent(elevenLabsAgentID: String, of user: RecordID) async throws(CallStoreError) -> Agent? {
        try await reader.agent(elevenLabsAgentID: elevenLabsAgentID, of: user)
    }
}

// MARK: Leads

extension SQLiteStore {
    /// Writes a lead down, or takes over what is new about one.
    @discardableResult
    public func save(_ lead: Lead) async throws(CallStoreError) -> Lead { try await writer.save(lead) }

    /// Changes a lead of a user.
    public func changeLead(
        _ id: RecordID, of user: RecordID, _ change: @Sendable (inout Lead) -> Void
    ) async throws(CallStoreError) -> Lead? {
        try await writer.changeLead(id, of: user, change)
    }

    /// Removes a lead, or archives one that calls name.
    public func removeLead(_ id: RecordID, of user: RecordID, at date: Date) async throws(CallStoreError) -> Removal? {
        try await writer.removeLead(id, of: user, at: date)
    }

    /// One lead.
    public func lead(_ id: RecordID) async throws(CallStoreError) -> Lead? { try await reader.lead(id) }

    /// A user's leads, newest first.
    public func leads(
        of user: RecordID, phoneNumber: String?, includingArchived: Bool, after: RecordID?, limit: Int
    ) async throws(CallStoreError) -> Page<Lead> {
        try await reader.leads(
            of: user, phoneNumber: phoneNumber, includingArchived: includingArchived, after: after, limit: limit)
    }
}

// MARK: Users, keys and what was done with them

extension SQLiteStore {
    /// The user of this name, who is entered where there is none.
    public func user(named name: String, or new: User) async throws(CallStoreError) -> User {
        try await writer.user(named: name, or: new)
    }

    /// All users, oldest first.
    public func users() async throws(CallStoreError) -> [User] { try await reader.users() }

    /// Adds a key.
    public func add(_ key: APIKey, noting audit: AuditEntry?) async throws(CallStoreError) {
        try await writer.add(key, noting: audit)
    }

    /// One key.
    public func key(_ id: RecordID) async throws(CallStoreError) -> APIKey? { try await reader.key(id) }

    /// All keys, oldest first.
    public func keys() async throws(CallStoreError) -> [APIKey] { try await reader.keys() }

    /// Revokes a key for good.
    public func revokeKey(
        _ id: RecordID, at date: Date, noting audit: AuditEntry?
    ) async throws(CallStoreError) -> APIKey? {
        try await writer.revokeKey(id, at: date, noting: audit)
    }

    /// Takes down that a key was used.
    public func noteUse(of key: RecordID, at date: Date) async throws(CallStoreError) {
        try await writer.noteUse(of: key, at: date)
    }

    /// Takes down what was done.
    public func note(_ audit: AuditEntry) async throws(CallStoreError) { try await writer.note(audit) }

    /// What was done with a user's records, newest first.
    public func audit(
        of user: RecordID, after: RecordID?, limit: Int
    ) async throws(CallStoreError) -> Page<AuditEntry> {
        try await reader.audit(of: user, after: after, limit: limit)
    }
}
