public import FoundationEssentials

/// What an `Idempotency-Key` stands for: the first request that had it, and its answer once there was one.
public struct IdempotencyRecord: Sendable, Hashable {
    /// An answer as it was given.
    public struct Answer: Sendable, Hashable {
        /// Its status.
        public var status: Int
        /// Its body.
        public var body: String

        /// Makes an answer.
        public init(status: Int, body: String) {
            self.status = status
            self.body = body
        }
    }

    /// How long a key is remembered: a week, longer than anyone repeats a request for.
    public static let lifetime = Duration.seconds(7 * 86_400)

    /// Whose.
    public let userID: RecordID
    /// The key.
    public let key: String
    /// What was asked for: the same key with another request is a mistake.
    public let fingerprint: String
    /// The call or the job that came of it.
    public let subject: RecordID
    /// When.
    public let createdAt: Date
    /// What was answered; `nil` while nothing was.
    public var answer: Answer?

    /// Makes a record of a request that has no answer yet.
    public init(userID: RecordID, key: String, fingerprint: String, subject: RecordID, createdAt: Date) {
        self.userID = userID
        self.key = key
        self.fingerprint = fingerprint
        self.subject = subject
        self.createdAt = createdAt
    }
}
