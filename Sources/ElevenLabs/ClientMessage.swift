/// Writes the messages we send to an agent.
public enum ClientMessage {
    /// Appends `user_audio_chunk`; `payload` is Base64 text in the agent's input format.
    public static func appendUserAudio(payload: Span<UInt8>, into output: inout [UInt8]) { fatalError("stub") }
    /// Appends `pong`.
    public static func appendPong(eventID: Int, into output: inout [UInt8]) { fatalError("stub") }
    /// Appends `conversation_initiation_client_data`; names that start with `system__` are left out.
    public static func appendInitiation(dynamicVariables: [String: String], into output: inout [UInt8]) {
        fatalError("stub")
    }
    /// Appends `client_tool_result`.
    public static func appendToolResult(id: String, result: String, isError: Bool, into output: inout [UInt8]) {
        fatalError("stub")
    }
    /// Appends `user_message`; `sourceMedium` is `audio`, `dtmf`, `text`, `image` or `file`.
    public static func appendUserMessage(text: String, sourceMedium: String?, into output: inout [UInt8]) {
        fatalError("stub")
    }
}
