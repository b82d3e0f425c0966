extension StoreReader {
    // MARK: Calls as their logs show them

    func log(_ id: RecordID, of user: RecordID) throws(CallStoreError) -> CallLog? {
        try connection.snapshot { () throws(CallStoreError) in try callLogs.log(id, of: user) }
    }

    func log(twilioCallSID sid: String, of user: RecordID) throws(CallStoreError) -> CallLog? {
        try connection.snapshot { () throws(CallStoreError) in try callLogs.log(twilioCallSID: sid, of: user) }
    }

    func logs(_ query: CallQuery) throws(CallStoreError) -> Page<CallLog> {
        try connection.snapshot { () throws(CallStoreError) in try callLogs.logs(query, on: connection) }
    }

    func list(_ query: CallQuery) throws(CallStoreError) -> Page<ListedCall> {
        try connection.snapshot { () throws(CallStoreError) in try callLogs.list(query, on: connection) }
    }

    func analytics(_ query: AnalyticsQuery, of columns: AnalyticsColumns) throws(CallStoreError) -> CallAnalytics {
        var sum = columns.sum(query)
        for id in Set(sum.groups.compactMap(\.agentID)) { sum.agentNames[id] = try agentTable.find(id)?.name }
        return sum
    }

    // MARK: Agents and leads

    func agents() throws(CallStoreError) -> [Agent] { try agentTable.inUse() }

    func agents(
        of user: RecordID, includingArchived: Bool, after: RecordID?, limit: Int
    ) throws(CallStoreError) -> Page<Agent> {
        try agentTable.page(of: user, includingArchived: includingArchived, after: after, limit: limit)
    }

    func agent(_ id: RecordID) throws(CallStoreError) -> Agent? { try agentTable.find(id) }

    func agent(elevenLabsAgentID id: String, of user: RecordID) throws(CallStoreError) -> Agent? {
        let agent = try agentTable.find(elevenLabsAgentID: id, of: user)
        return agent?.archivedAt == nil ? agent : nil
    }

    func lead(_ id: RecordID) throws(CallStoreError) -> Lead? { try leadTable.find(id) }

    func leads(
        of user: RecordID, phoneNumber: String?, includingArchived: Bool, after: RecordID?, limit: Int
    ) throws(CallStoreError) -> Page<Lead> {
        try leadTable.page(
            of: user, phoneNumber: phoneNumber, includingArchived: includingArchived, after: after, limit: limit)
    }

    // MARK: Users, keys and what was done with them

    func users() throws(CallStoreError) -> [User] { try keyTable.users() }

    func key(_ id: RecordID) throws(CallStoreError) -> APIKey? { try keyTable.find(id) }

    func keys() throws(CallStoreError) -> [APIKey] { try keyTable.keys() }

    func audit(of user: RecordID, after: RecordID?, limit: Int) throws(CallStoreError) -> Page<AuditEntry> {
        try keyTable.audit(of: user, after: after, limit: limit)
    }

    // MARK: Intents and jobs

    func openDials() throws(CallStoreError) -> [DialIntent] { try dialTable.open() }

    func plannedRows(of job: RecordID, after line: Int, limit: Int) throws(CallStoreError) -> [DialIntent] {
        try dialTable.planned(of: job, after: line, limit: limit)
    }

    func progress(of job: RecordID) throws(CallStoreError) -> BulkProgress {
        try connection.snapshot { () throws(CallStoreError) in try dialTable.progress(of: job) }
    }

    func rows(of job: RecordID, after line: Int, limit: Int) throws(CallStoreError) -> [BulkRow] {
        try dialTable.rows(of: job, after: line, limit: limit)
    }

    func job(_ id: RecordID) throws(CallStoreError) -> BulkJob? { try jobTable.find(id) }

    func runningJobs() throws(CallStoreError) -> [BulkJob] { try jobTable.running() }

    func idempotencyRecord(_ key: String, of user: RecordID) throws(CallStoreError) -> IdempotencyRecord? {
        try idempotencyTable.find(key, of: user)
    }
}
