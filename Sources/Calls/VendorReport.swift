/// What the agent's vendor says of a conversation after its end. It stands beside what we observed ourselves and never in
/// its place.
public struct VendorReport: Sendable, Hashable, Codable {
    /// A line of the vendor's own transcript.
    public struct Line: Sendable, Hashable, Codable {
        /// `user` or `agent`.
        public var role: String
        /// What was said.
        public var message: String
        /// Whole seconds since the start.
        public var timeInCall: Int?
        /// Whether it was cut short.
        public var isInterrupted: Bool?

        /// Makes a line.
        public init(role: String, message: String, timeInCall: Int?, isInterrupted: Bool?) {
            self.role = role
            self.message = message
            self.timeInCall = timeInCall
            self.isInterrupted = isInterrupted
        }
    }

    /// What was judged by a criterion, or collected.
    public struct Finding: Sendable, Hashable, Codable {
        /// The criterion's or the item's id.
        public var id: String
        /// The verdict, or the value.
        public var value: String
        /// Why.
        public var rationale: String?

        /// Makes one.
        public init(id: String, value: String, rationale: String?) {
            self.id = id
            self.value = value
            self.rationale = rationale
        }
    }

    /// The vendor's word for how far the conversation is: `done` or `failed`.
    public var status: String?
    /// Why it ended, in the vendor's words.
    public var terminationReason: String?
    /// What went wrong, where something did.
    public var error: String?
    /// Seconds, by the vendor's count.
    public var duration: Int?
    /// In the vendor's credits.
    public var cost: Double?
    /// `success`, `failure` or `unknown`.
    public var outcome: String?
    /// The summary, and its title.
    public var summary: String?
    /// See `summary`.
    public var title: String?
    /// Verdicts by criterion.
    public var evaluation: [Finding] = []
    /// What was collected.
    public var collected: [Finding] = []
    /// The vendor's final transcript.
    public var transcript: [Line] = []

    /// Says nothing.
    public init() {}

    /// About the memory it takes.
    var byteCost: Int {
        let lines = transcript.reduce(0) { $0 + $1.message.utf8.count + 64 }
        let findings = (evaluation + collected).reduce(0) { $0 + $1.value.utf8.count + ($1.rationale ?? "").utf8.count }
        return lines + findings + (summary ?? "").utf8.count
    }
}
