public import FoundationEssentials

/// Who did what, when and from where: a row for everything that costs money or changes who may do so. Never changed.
public struct AuditEntry: Sendable, Hashable {
    /// What was done.
    public enum Action: String, Sendable, CaseIterable {
        /// A call was ordered.
        case dial
        /// A bulk job was ordered.
        case createJob = "create-job"
        /// A bulk job was paused, let go on or cancelled.
        case changeJob = "change-job"
        /// A call's end was ordered.
        case hangUp = "hang-up"
        /// A key was made.
        case createKey = "create-key"
        /// A key was revoked.
        case revokeKey = "revoke-key"
        /// An agent was registered, or taken out of the archive.
        case createAgent = "create-agent"
        /// An agent was changed.
        case changeAgent = "change-agent"
        /// An agent was removed or archived.
        case removeAgent = "remove-agent"
    }

    /// Ours.
    public let id: RecordID
    /// When.
    public let date: Date
    /// Whose records.
    public let userID: RecordID
    /// With which key; `nil` for the configuration's, for this machine without one, and for the command line.
    public let keyID: RecordID?
    /// From which address; empty for the command line.
    public let address: String
    /// What was done.
    public let action: Action
    /// The call, key or agent.
    public let subject: RecordID

    /// Makes an entry.
    public init(
        id: RecordID, date: Date, userID: RecordID, keyID: RecordID?, address: String, action: Action,
        subject: RecordID
    ) {
        self.id = id
        self.date = date
        self.userID = userID
        self.keyID = keyID
        self.address = address
        self.action = action
        self.subject = subject
    }
}
