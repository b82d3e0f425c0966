import JSONWire

/// Writes the messages we send to an agent. Each call appends one JSON object.
///
/// There is no message for hanging up, interrupting or muting: to end, the socket is closed with 1000.
public enum ClientMessage {
    /// Appends `user_audio_chunk`; `payload` is Base64 text in the agent's input format.
    public static func appendUserAudio(payload: Span<UInt8>, into output: inout [UInt8]) {
        JSONText.append(#"{"user_audio_chunk":""#, into: &output)
        JSONText.append(payload, into: &output)
        JSONText.append(#""}"#, into: &output)
    }

    /// Appends `pong`; here the id stands at the top level.
    public static func appendPong(eventID: Int, into output: inout [UInt8]) {
        JSONText.append(#"{"type":"pong","event_id":"#, into: &output)
        JSONText.appendInteger(eventID, into: &output)
        JSONText.append("}", into: &output)
    }

    /// Appends `conversation_initiation_client_data`, the first message; see ``DynamicVariables`` for what of them is sent.
    public static func appendInitiation(dynamicVariables: [String: String], into output: inout [UInt8]) {
        JSONText.append(#"{"type":"conversation_initiation_client_data""#, into: &output)
        let variables = DynamicVariables.sendable(dynamicVariables)
        if !variables.isEmpty {
            JSONText.append(#","dynamic_variables":"#, into: &output)
            JSONText.appendObject(of: variables, into: &output)
        }
        JSONText.append("}", into: &output)
    }

    /// Appends `client_tool_result`; each call is answered once, and the result is always a string.
    public static func appendToolResult(id: String, result: String, isError: Bool, into output: inout [UInt8]) {
        JSONText.append(#"{"type":"client_tool_result","tool_call_id":"#, into: &output)
        JSONText.appendString(id, into: &output)
        JSONText.append(#","result":"#, into: &output)
        JSONText.appendString(result, into: &output)
        JSONText.append(#","is_error":"#, into: &output)
        JSONText.appendBoolean(isError, into: &output)
        JSONText.append("}", into: &output)
    }

    /// Appends `user_message`, a finished turn of the caller's; `sourceMedium` is `audio`, `dtmf`, `text`, `image` or
    /// `file`.
    public static func appendUserMessage(text: String, sourceMedium: String?, into output: inout [UInt8]) {
        JSONText.append(#"{"type":"user_message","text":"#, into: &output)
        JSONText.appendString(text, into: &output)
        if let sourceMedium {
            JSONText.append(#","source_medium":"#, into: &output)
            JSONText.appendString(sourceMedium, into: &output)
        }
        JSONText.append("}", into: &output)
    }

    /// Appends `contextual_update`: told to the agent without a reply and without interrupting it.
    public static func appendContextualUpdate(text: String, into output: inout [UInt8]) {
        JSONText.append(#"{"type":"contextual_update","text":"#, into: &output)
        JSONText.appendString(text, into: &output)
        JSONText.append("}", into: &output)
    }

    /// Appends `user_activity`, which keeps the agent from taking the turn.
    public static func appendUserActivity(into output: inout [UInt8]) {
        JSONText.append(#"{"type":"user_activity"}"#, into: &output)
    }
}
