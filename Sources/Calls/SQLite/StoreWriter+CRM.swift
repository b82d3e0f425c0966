import FoundationEssentials

extension StoreWriter {
    // MARK: Agents

    func add(_ agent: Agent, noting audit: AuditEntry?) throws(CallStoreError) -> Agent {
        try transaction { () throws(CallStoreError) in
            let written = try agentTable.add(agent)
            // What came back from the archive has another id than the one that was thought of.
            try note(audit?.about(written.id))
            return written
        }
    }

    func changeAgent(
        _ id: RecordID, of user: RecordID, noting audit: AuditEntry?, _ change: @Sendable (inout Agent) -> Void
    ) throws(CallStoreError) -> Agent? {
        try transaction { () throws(CallStoreError) in
            guard let agent = try agentTable.change(id, of: user, change) else { return nil }
            try note(audit)
            return agent
        }
    }

    func removeAgent(
        _ id: RecordID, of user: RecordID, at date: Date, noting audit: AuditEntry?
    ) throws(CallStoreError) -> Removal? {
        try transaction { () throws(CallStoreError) in
            guard let removal = try agentTable.remove(id, of: user, at: date) else { return nil }
            try note(audit)
            return removal
        }
    }

    // MARK: Leads

    func save(_ lead: Lead) throws(CallStoreError) -> Lead {
        try transaction { () throws(CallStoreError) in try leadTable.save(lead) }
    }

    func changeLead(
        _ id: RecordID, of user: RecordID, _ change: @Sendable (inout Lead) -> Void
    ) throws(CallStoreError) -> Lead? {
        try transaction { () throws(CallStoreError) in try leadTable.change(id, of: user, change) }
    }

    func removeLead(_ id: RecordID, of user: RecordID, at date: Date) throws(CallStoreError) -> Removal? {
        try transaction { () throws(CallStoreError) in try leadTable.remove(id, of: user, at: date) }
    }

    // MARK: Users, keys and what was done with them

    func user(named name: String, or new: User) throws(CallStoreError) -> User {
        try transaction { () throws(CallStoreError) in try keyTable.user(named: name, or: new) }
    }

    func add(_ key: APIKey, noting audit: AuditEntry?) throws(CallStoreError) {
        try transaction { () throws(CallStoreError) in
            try keyTable.add(key)
            try note(audit)
        }
    }

    func revokeKey(_ id: RecordID, at date: Date, noting audit: AuditEntry?) throws(CallStoreError) -> APIKey? {
        try transaction { () throws(CallStoreError) in
            guard let key = try keyTable.find(id) else { return nil }
            guard key.revokedAt == nil else { return key }
            try keyTable.revoke(id, at: date)
            try note(audit)
            return try keyTable.find(id)
        }
    }

    func noteUse(of key: RecordID, at date: Date) throws(CallStoreError) { try keyTable.noteUse(of: key, at: date) }
}

extension AuditEntry {
    fileprivate func about(_ subject: RecordID) -> AuditEntry {
        AuditEntry(
            id: id, date: date, userID: userID, keyID: keyID, address: address, action: action, subject: subject)
    }
}
