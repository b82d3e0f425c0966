/// A message that an agent sends over its conversation socket.
public enum ConversationEvent: Hashable, Sendable {
    /// The first message: the agent is there, and these are its formats.
    case metadata(ConversationMetadata)
    /// Sound of the agent's.
    case audio(Audio)
    /// To be answered at once with a `pong` of the same id.
    case ping(eventID: Int)
    /// The caller interrupted; sound of the old response is stale.
    case interruption(eventID: Int)
    /// What the agent understood.
    case userTranscript(text: String, eventID: Int?)
    /// What the agent says, in full, before it is spoken.
    case agentResponse(text: String, eventID: Int?, responseID: String?)
    /// What of it was spoken before an interruption, in the vendor's judgement.
    case agentResponseCorrection(original: String, corrected: String, eventID: Int?, responseID: String?)
    /// No more sound of this turn will come.
    case agentResponseComplete(eventID: Int?)
    /// A tool for us to run.
    case clientToolCall(ClientToolCall)
    /// A tool of any kind has finished.
    case agentToolResponse(AgentToolResponse)
    /// `error` or `client_error`; every field of it may be missing.
    case error(code: Int?, name: String?, message: String?)
    /// Waiting for, or given, a place: `waiting`, `admitted`, `timed_out`.
    case queueStatus(String)
    /// Anything else; to be ignored.
    case unrecognized(type: String)

    /// The sound of one message, left where it stands in the text.
    public struct Audio: Hashable, Sendable {
        /// Where the Base64 text stands in the message; may be empty.
        public var payload: Range<Int>
        /// Whether that text holds JSON escapes (`\/`), which must be removed first.
        public var payloadIsEscaped: Bool
        /// The turn, or the chunk; only grows.
        public var eventID: Int
        /// The last chunk of a response.
        public var isFinal: Bool
        /// Where its `alignment` stands in the message; read it with ``AlignedCharacters``.
        public var alignment: Range<Int>?

        /// Makes one.
        public init(
            payload: Range<Int>, payloadIsEscaped: Bool, eventID: Int, isFinal: Bool, alignment: Range<Int>? = nil
        ) {
            self.payload = payload
            self.payloadIsEscaped = payloadIsEscaped
            self.eventID = eventID
            self.isFinal = isFinal
            self.alignment = alignment
        }
    }
}
