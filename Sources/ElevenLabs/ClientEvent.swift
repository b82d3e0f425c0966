/// A message that a client sends to an agent: read by a simulator.
public enum ClientEvent: Hashable, Sendable {
    /// `conversation_initiation_client_data`, the first message.
    case initiation(Initiation)
    /// Sound of the caller's, as Base64 text standing in the message; escaped where it holds `\/`.
    case userAudio(payload: Range<Int>, payloadIsEscaped: Bool)
    /// The answer to a `ping`.
    case pong(eventID: Int)
    /// What a client tool gave.
    case toolResult(ToolResult)
    /// A turn of the caller's in text; `sourceMedium` may be `dtmf`.
    case userMessage(text: String, sourceMedium: String?)
    /// Told to the agent without a reply.
    case contextualUpdate(text: String, contextID: String?)
    /// Keeps the agent from taking the turn.
    case userActivity
    /// `like`, `dislike` or nothing, of a response.
    case feedback(eventID: Int?, score: String?)
    /// Anything else.
    case unrecognized(type: String)

    /// What a client asks for at the start.
    public struct Initiation: Hashable, Sendable {
        /// The variables; JSON text where they are not strings.
        public var dynamicVariables: [String: String]
        /// The paths of the overrides asked for, for example `agent.first_message`, and their values; JSON text where
        /// they are not strings.
        public var overrides: [String: String]
        /// The user's own key.
        public var userID: String?

        /// Makes one.
        public init(dynamicVariables: [String: String] = [:], overrides: [String: String] = [:], userID: String? = nil)
        {
            self.dynamicVariables = dynamicVariables
            self.overrides = overrides
            self.userID = userID
        }
    }

    /// What a client tool gave.
    public struct ToolResult: Hashable, Sendable {
        /// The call's id.
        public var id: String
        /// The result; the JSON text where it is not a string.
        public var result: String
        /// Whether it is a string, as it must be.
        public var isString: Bool
        /// Whether the tool failed.
        public var isError: Bool

        /// Makes one.
        public init(id: String, result: String, isString: Bool, isError: Bool) {
            self.id = id
            self.result = result
            self.isString = isString
            self.isError = isError
        }
    }
}
