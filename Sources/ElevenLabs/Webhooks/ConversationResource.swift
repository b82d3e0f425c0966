/// A conversation as ElevenLabs keeps it: what `post_call_transcription` brings, and `GET /v1/convai/conversations/{id}`.
///
/// Only what a call log has use for. Everything but the ids may be missing, and a part that is not of the form we know
/// counts as missing: the rest is worth having.
public struct ConversationResource: Sendable, Hashable {
    /// A line of the vendor's transcript; a turn that was only a tool call has no message.
    public struct Line: Sendable, Hashable {
        /// `user` or `agent`.
        public var role: String
        /// What was said.
        public var message: String?
        /// What was to be said before it was cut short.
        public var originalMessage: String?
        /// Whether it was cut short.
        public var isInterrupted: Bool?
        /// Whole seconds since the start.
        public var time: Int?
    }

    /// What the vendor's model found by a criterion, or collected.
    public struct Finding: Sendable, Hashable {
        /// The criterion's or the item's id.
        public var id: String
        /// `success`, `failure` or `unknown` for a criterion; the value for an item, a JSON value as text.
        public var value: String
        /// Why.
        public var rationale: String?
    }

    /// Why it failed.
    public struct Failure: Sendable, Hashable {
        /// The vendor's code.
        public var code: Int?
        /// In words.
        public var reason: String?
    }

    /// `conv_…`.
    public var conversationID: String
    /// The agent, at the end.
    public var agentID: String
    /// `done` or `failed`.
    public var status: String?
    /// The transcript; empty where the webhook leaves it out.
    public var transcript: [Line] = []
    /// Whole seconds.
    public var duration: Int?
    /// In the vendor's credits.
    public var cost: Double?
    /// Why it ended, in the vendor's words.
    public var terminationReason: String?
    /// Why it failed, where it did.
    public var failure: Failure?
    /// `success`, `failure` or `unknown`.
    public var outcome: String?
    /// The summary.
    public var summary: String?
    /// Its title.
    public var title: String?
    /// By criterion, in the order of their ids.
    public var evaluation: [Finding] = []
    /// What was collected, in the order of the ids.
    public var collected: [Finding] = []
    /// The dynamic variables that were given as text.
    public var variables: [String: String] = [:]
}
