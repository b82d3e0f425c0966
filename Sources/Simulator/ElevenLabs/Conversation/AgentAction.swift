import ElevenLabs
import WebSocket

/// An order of ``AgentConversation``; ``ConversationSession`` carries it out.
enum AgentAction: Hashable, Sendable {
    /// `conversation_initiation_metadata`.
    case metadata
    /// `ping`; the round trip is in milliseconds.
    case ping(eventID: Int, roundTrip: Int?)
    /// `user_transcript`.
    case userTranscript(String, eventID: Int)
    /// `agent_tool_request`.
    case toolRequest(id: String, AgentScript.ToolCall, eventID: Int)
    /// `client_tool_call`, the request before it.
    case toolCall(id: String, AgentScript.ToolCall, eventID: Int)
    /// `agent_tool_response`.
    case toolResponse(AgentToolResponse, eventID: Int)
    /// `agent_response`.
    case response(String, eventID: Int, responseID: String)
    /// `audio`: one chunk of a reply's sound.
    case audio(ReplyPosition, chunk: Int, eventID: Int, isFinal: Bool)
    /// `agent_response_complete`.
    case responseComplete(eventID: Int)
    /// `interruption`.
    case interruption(eventID: Int)
    /// `agent_response_correction`.
    case correction(original: String, corrected: String, eventID: Int, responseID: String)
    /// `error`.
    case error(code: Int, name: String, message: String)
    /// A message of a type that nobody knows.
    case unknownMessage
    /// A close frame.
    case close(CloseCode, reason: String)
    /// The end of the connection without a close frame.
    case drop
}

/// Where in an ``AgentScript`` a reply stands.
enum ReplyPosition: Hashable, Sendable {
    /// The greeting.
    case greeting
    /// The reply of this turn.
    case turn(Int)
    /// The reply to what no turn answers.
    case otherwise
}
