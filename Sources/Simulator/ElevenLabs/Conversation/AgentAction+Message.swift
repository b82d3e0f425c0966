import Audio
import ElevenLabs

extension AgentAction {
    /// Appends the message that carries the action out; nothing for sound and for the end of a connection.
    func appendMessage(conversationID: String, persona: AgentPersona, into output: inout [UInt8]) {
        switch self {
        case .metadata:
            let metadata = ConversationMetadata(
                conversationID: conversationID, agentOutputAudioFormat: persona.outputFormat.vendorName,
                userInputAudioFormat: persona.inputFormat.vendorName)
            ServerMessage.appendMetadata(metadata, into: &output)
        case .ping(let eventID, let roundTrip):
            ServerMessage.appendPing(eventID: eventID, milliseconds: roundTrip, into: &output)
        case .userTranscript(let text, let eventID):
            ServerMessage.appendUserTranscript(text, eventID: eventID, into: &output)
        case .toolRequest(let id, let tool, let eventID):
            ServerMessage.appendAgentToolRequest(
                id: id, name: tool.name, kind: "client", expectsResponse: tool.expectsResponse,
                timeout: Int(tool.timeout.components.seconds), eventID: eventID, into: &output)
        case .toolCall(let id, let tool, let eventID):
            let call = ClientToolCall(
                id: id, name: tool.name, parameters: tool.parameters, expectsResponse: tool.expectsResponse)
            ServerMessage.appendClientToolCall(call, eventID: eventID, into: &output)
        case .toolResponse(let response, let eventID):
            ServerMessage.appendAgentToolResponse(response, eventID: eventID, into: &output)
        case .response(let text, let eventID, let responseID):
            ServerMessage.appendAgentResponse(text, eventID: eventID, responseID: responseID, into: &output)
        case .responseComplete(let eventID):
            ServerMessage.appendAgentResponseComplete(eventID: eventID, into: &output)
        case .interruption(let eventID):
            ServerMessage.appendInterruption(eventID: eventID, into: &output)
        case .correction(let original, let corrected, let eventID, let responseID):
            ServerMessage.appendAgentResponseCorrection(
                original: original, corrected: corrected, eventID: eventID, responseID: responseID, into: &output)
        case .error(let code, let name, let message):
            ServerMessage.appendError(code: code, name: name, message: message, into: &output)
        case .unknownMessage:
            output += #"{"type":"mood_changed","mood_changed_event":{"mood":["calm",null,7],"event_id":"x"}}"#.utf8
        case .audio, .close, .drop:
            break
        }
    }
}
