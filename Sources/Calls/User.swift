public import FoundationEssentials

/// Someone whose agents, leads and calls are theirs alone.
public struct User: Sendable, Hashable {
    /// The first user, whom every database has: theirs is what was there before there were users, what the key in the
    /// configuration makes, and what comes by itself.
    public static let ownerID = RecordID(seconds: 0, node: 0, counter: 1)

    /// Ours.
    public let id: RecordID
    /// What they are called; no two users share it.
    public let name: String
    /// When they were entered.
    public let createdAt: Date

    /// Makes a user.
    public init(id: RecordID, name: String, createdAt: Date) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
    }
}
