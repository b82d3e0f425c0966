public import FoundationEssentials

/// A key to the API: whose it is and what it opens. The secret itself is nowhere but with whoever was shown it.
public struct APIKey: Sendable, Hashable {
    /// What a key may be used for. None includes another.
    public enum Scope: String, Sendable, CaseIterable, Comparable {
        /// To look at everything.
        case read
        /// To start and end calls, and to write leads.
        case call
        /// To change agents.
        case admin

        /// In the order of the declaration.
        public static func < (one: Scope, other: Scope) -> Bool { one.rank < other.rank }

        private var rank: Int {
            switch self {
            case .read: 0
            case .call: 1
            case .admin: 2
            }
        }
    }

    /// Ours; it is also part of the secret's text, so that a leaked key can be found and revoked.
    public let id: RecordID
    /// Whose.
    public let userID: RecordID
    /// What for, in the words of whoever made it.
    public let name: String
    /// What it opens.
    public let scopes: Set<Scope>
    /// SHA-256 of the secret's text, 64 hex digits.
    public let digest: String
    /// When it was made.
    public let createdAt: Date
    /// When it was last used, to the hour or so; `nil` for never.
    public var lastUsedAt: Date?
    /// Since when it opens nothing any more; `nil` while it does.
    public var revokedAt: Date?

    /// Makes a key that was never used.
    public init(
        id: RecordID, userID: RecordID, name: String, scopes: Set<Scope>, digest: String, createdAt: Date
    ) {
        self.id = id
        self.userID = userID
        self.name = name
        self.scopes = scopes
        self.digest = digest
        self.createdAt = createdAt
    }
}
