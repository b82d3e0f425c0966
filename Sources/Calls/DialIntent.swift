public import FoundationEssentials

/// The intent to make one call. It is durable before Twilio is asked, and ends as one call or as none.
///
/// `planned -> asked -> placed`, or `refused`. One that is `asked` may have been carried out, whatever is heard of it: it
/// is asked again only after Twilio's list of calls has said, late enough, that there is none. Whether it was placed
/// follows from its call: once that has Twilio's name, by the answer or by a webhook, the intent is done.
public struct DialIntent: Sendable, Hashable {
    /// How far it has come.
    public enum State: String, Sendable, CaseIterable {
        /// Twilio does not have it, surely.
        case planned
        /// Twilio may have it.
        case asked
        /// Twilio has it.
        case placed
        /// Twilio will not have it, or may not.
        case refused
        /// A row that could never be dialled.
        case invalid
        /// Its job was cancelled before its turn came.
        case cancelled

        /// Whether something can still come of it.
        public var isOpen: Bool {
            switch self {
            case .planned, .asked: true
            case .placed, .refused, .invalid, .cancelled: false
            }
        }
    }

    /// What a row of a list says of a person besides their number.
    public struct Person: Sendable, Hashable, Codable {
        /// Their name.
        public var name: String
        /// Where to write to them.
        public var email: String
        /// What the agent should know.
        public var notes: String
        /// More that an agent may be told.
        public var variables: [String: String]

        /// Makes a person.
        public init(name: String, email: String = "", notes: String = "", variables: [String: String] = [:]) {
            self.name = name
            self.email = email
            self.notes = notes
            self.variables = variables
        }
    }

    /// Ours; that of its call where it was ordered alone.
    public let id: RecordID
    /// Whose.
    public let userID: RecordID
    /// The bulk job that it is a row of.
    public var jobID: RecordID?
    /// The line of the file it stands on.
    public var line: Int?
    /// How far it has come.
    public var state: State
    /// Who is called: E.164, but for a row that is invalid, which shows what was written.
    public var phoneNumber: String
    /// What its row says of them.
    public var person: Person?
    /// Its call, from the moment it is first asked for.
    public var callID: RecordID?
    /// When Twilio was last asked.
    public var askedAt: Date?
    /// Why nothing comes of it.
    public var error: String?

    /// Makes an intent that nobody has acted on.
    public init(
        id: RecordID, userID: RecordID, jobID: RecordID? = nil, line: Int? = nil, state: State = .planned,
        phoneNumber: String, person: Person? = nil, callID: RecordID? = nil, error: String? = nil
    ) {
        self.id = id
        self.userID = userID
        self.jobID = jobID
        self.line = line
        self.state = state
        self.phoneNumber = phoneNumber
        self.person = person
        self.callID = callID
        self.error = error
    }
}
