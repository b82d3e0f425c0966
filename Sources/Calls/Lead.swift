public import FoundationEssentials

/// A person to be called.
public struct Lead: Sendable, Hashable {
    /// Ours.
    public let id: RecordID
    /// Their name, as given.
    public var name: String
    /// Their number, E.164.
    public var phoneNumber: String
    /// What the agent should know, as given.
    public var notes: String
    /// When first written down.
    public let createdAt: Date

    /// Makes a lead.
    public init(id: RecordID, name: String, phoneNumber: String, notes: String, createdAt: Date) {
        self.id = id
        self.name = name
        self.phoneNumber = phoneNumber
        self.notes = notes
        self.createdAt = createdAt
    }
}
