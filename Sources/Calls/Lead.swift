public import FoundationEssentials

/// A person to be called.
public struct Lead: Sendable, Hashable {
    /// Ours.
    public let id: RecordID
    /// Whose.
    public let userID: RecordID
    /// Their name, as given.
    public var name: String
    /// Their number, E.164.
    public var phoneNumber: String
    /// Where to write to them, as given.
    public var email: String
    /// What the agent should know, as given.
    public var notes: String
    /// More that an agent may be told, by the names of its dynamic variables.
    public var variables: [String: String]
    /// When first written down.
    public let createdAt: Date
    /// When last changed.
    public var updatedAt: Date
    /// Since when they are not listed any more, though their calls still name them; `nil` while they are.
    public var archivedAt: Date?

    /// Makes a lead.
    public init(
        id: RecordID, userID: RecordID = User.ownerID, name: String, phoneNumber: String, email: String = "",
        notes: String, variables: [String: String] = [:], createdAt: Date
    ) {
        self.id = id
        self.userID = userID
        self.name = name
        self.phoneNumber = phoneNumber
        self.email = email
        self.notes = notes
        self.variables = variables
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }

    /// Takes over what is new about the same person. What is empty there says nothing, and overwrites nothing that
    /// somebody wrote. Whoever is written down again is out of the archive.
    mutating func merge(_ news: Lead) {
        let before = self
        if !news.name.isEmpty { name = news.name }
        if !news.email.isEmpty { email = news.email }
        if !news.notes.isEmpty { notes = news.notes }
        for (name, value) in news.variables where !value.isEmpty || variables[name] == nil { variables[name] = value }
        archivedAt = nil
        if self != before { updatedAt = max(updatedAt, news.updatedAt) }
    }
}
