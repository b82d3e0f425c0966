/// Writes the messages that an agent sends: for a simulator. Each call appends one JSON object.
public enum ServerMessage {
    /// Appends `conversation_initiation_metadata`, the first message.
    public static func appendMetadata(_ metadata: ConversationMetadata, into output: inout [UInt8]) {
        fatalError("stub")
    }

    /// Appends `ping`; `milliseconds` is the round trip measured before, `null` at first.
    public static func appendPing(eventID: Int, milliseconds: Int?, into output: inout [UInt8]) { fatalError("stub") }

    /// Appends `audio`; `payload` is Base64 text, empty for a bare end.
    public static func appendAudio(
        payload: Span<UInt8>, eventID: Int, isFinal: Bool = false, alignment: Alignment? = nil,
        into output: inout [UInt8]
    ) { fatalError("stub") }

    /// When each character of an audio message is spoken, from the message's own start.
    public struct Alignment: Hashable, Sendable {
        /// The characters.
        public var characters: [String]
        /// When each starts, in milliseconds; as many as characters.
        public var startTimes: [Int]
        /// How long each lasts, in milliseconds; as many as characters.
        public var durations: [Int]

        /// Makes one.
        public init(characters: [String], startTimes: [Int], durations: [Int]) {
            self.characters = characters
            self.startTimes = startTimes
            self.durations = durations
        }
    }

    /// Appends `interruption`.
    public static func appendInterruption(eventID: Int, into output: inout [UInt8]) { fatalError("stub") }

    /// Appends `user_transcript`.
    public static func appendUserTranscript(_ text: String, eventID: Int?, into output: inout [UInt8]) {
        fatalError("stub")
    }

    /// Appends `tentative_user_transcript`.
    public static func appendTentativeUserTranscript(_ text: String, eventID: Int?, into output: inout [UInt8]) {
        fatalError("stub")
    }

    /// Appends `agent_response`.
    public static func appendAgentResponse(
        _ text: String, eventID: Int?, responseID: String?, into output: inout [UInt8]
    ) { fatalError("stub") }

    /// Appends `agent_response_correction`.
    public static func appendAgentResponseCorrection(
        original: String, corrected: String, eventID: Int?, responseID: String?, into output: inout [UInt8]
    ) { fatalError("stub") }

    /// Appends `agent_response_complete`.
    public static func appendAgentResponseComplete(eventID: Int?, into output: inout [UInt8]) { fatalError("stub") }

    /// Appends `client_tool_call`; `call.parameters` is the text of a JSON object and is written as it stands.
    public static func appendClientToolCall(_ call: ClientToolCall, eventID: Int, into output: inout [UInt8]) {
        fatalError("stub")
    }

    /// Appends `agent_tool_request` for a client tool; `timeout` is in seconds.
    public static func appendAgentToolRequest(
        id: String, name: String, kind: String, expectsResponse: Bool, timeout: Int, eventID: Int,
        into output: inout [UInt8]
    ) { fatalError("stub") }

    /// Appends `agent_tool_response`.
    public static func appendAgentToolResponse(
        _ response: AgentToolResponse, eventID: Int, into output: inout [UInt8]
    ) { fatalError("stub") }

    /// Appends `error` with whichever fields are given; without `error_event` where none is.
    public static func appendError(code: Int?, name: String?, message: String?, into output: inout [UInt8]) {
        fatalError("stub")
    }

    /// Appends `queue_status`: `waiting`, `admitted` or `timed_out`.
    public static func appendQueueStatus(_ status: String, into output: inout [UInt8]) { fatalError("stub") }

    /// Appends `vad_score`, 0 to 1 in thousandths.
    public static func appendVADScore(thousandths: Int, into output: inout [UInt8]) { fatalError("stub") }
}
