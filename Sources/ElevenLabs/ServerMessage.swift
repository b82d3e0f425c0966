import JSONWire

/// Writes the messages that an agent sends: for a simulator. Each call appends one JSON object, keys in the order that the
/// vendor's own messages have.
public enum ServerMessage {
    /// Appends `conversation_initiation_metadata`, the first message.
    public static func appendMetadata(_ metadata: ConversationMetadata, into output: inout [UInt8]) {
        appendHead("conversation_initiation_metadata", "conversation_initiation_metadata_event", into: &output)
        appendField("conversation_id", metadata.conversationID, isFirst: true, into: &output)
        appendField("agent_output_audio_format", metadata.agentOutputAudioFormat, into: &output)
        appendField("user_input_audio_format", metadata.userInputAudioFormat, into: &output)
        appendTail(into: &output)
    }

    /// Appends `ping`; `milliseconds` is the round trip measured before, `null` at first.
    public static func appendPing(eventID: Int, milliseconds: Int?, into output: inout [UInt8]) {
        appendHead("ping", "ping_event", into: &output)
        appendField("event_id", eventID, isFirst: true, into: &output)
        JSONText.append(#","ping_ms":"#, into: &output)
        if let milliseconds {
            JSONText.appendInteger(milliseconds, into: &output)
        } else {
            JSONText.append("null", into: &output)
        }
        appendTail(into: &output)
    }

    /// Appends `audio`; `payload` is Base64 text, empty for a bare end.
    public static func appendAudio(
        payload: Span<UInt8>, eventID: Int, isFinal: Bool = false, alignment: Alignment? = nil,
        into output: inout [UInt8]
    ) {
        JSONText.append(#"{"type":"audio","audio_event":{"audio_base_64":""#, into: &output)
        JSONText.append(payload, into: &output)
        JSONText.append(#"""#, into: &output)
        appendField("event_id", eventID, into: &output)
        if let alignment { appendAlignment(alignment, into: &output) }
        if isFinal { appendField("is_final", true, into: &output) }
        appendTail(into: &output)
    }

    /// Appends `interruption`.
    public static func appendInterruption(eventID: Int, into output: inout [UInt8]) {
        appendHead("interruption", "interruption_event", into: &output)
        appendField("event_id", eventID, isFirst: true, into: &output)
        appendTail(into: &output)
    }

    /// Appends `user_transcript`.
    public static func appendUserTranscript(_ text: String, eventID: Int?, into output: inout [UInt8]) {
        appendHead("user_transcript", "user_transcription_event", into: &output)
        appendField("user_transcript", text, isFirst: true, into: &output)
        appendField("event_id", eventID, into: &output)
        appendTail(into: &output)
    }

    /// Appends `tentative_user_transcript`.
    public static func appendTentativeUserTranscript(_ text: String, eventID: Int?, into output: inout [UInt8]) {
        appendHead("tentative_user_transcript", "tentative_user_transcription_event", into: &output)
        appendField("user_transcript", text, isFirst: true, into: &output)
        appendField("event_id", eventID, into: &output)
        appendTail(into: &output)
    }

    /// Appends `agent_response`.
    public static func appendAgentResponse(
        _ text: String, eventID: Int?, responseID: String?, into output: inout [UInt8]
    ) {
        appendHead("agent_response", "agent_response_event", into: &output)
        appendField("agent_response", text, isFirst: true, into: &output)
        appendField("event_id", eventID, into: &output)
        appendField("response_id", responseID, into: &output)
        appendTail(into: &output)
    }

    /// Appends `agent_response_correction`.
    public static func appendAgentResponseCorrection(
        original: String, corrected: String, eventID: Int?, responseID: String?, into output: inout [UInt8]
    ) {
        appendHead("agent_response_correction", "agent_response_correction_event", into: &output)
        appendField("original_agent_response", original, isFirst: true, into: &output)
        appendField("corrected_agent_response", corrected, into: &output)
        appendField("event_id", eventID, into: &output)
        appendField("response_id", responseID, into: &output)
        appendTail(into: &output)
    }

    /// Appends `agent_response_complete`.
    public static func appendAgentResponseComplete(eventID: Int?, into output: inout [UInt8]) {
        appendHead("agent_response_complete", "agent_response_complete_event", into: &output)
        appendField("event_id", eventID, isFirst: true, into: &output)
        appendTail(into: &output)
    }

    /// Appends `error` with whichever fields are given; without `error_event` where none is, as has been seen.
    public static func appendError(code: Int?, name: String?, message: String?, into output: inout [UInt8]) {
        guard code != nil || name != nil || message != nil else {
            JSONText.append(#"{"type":"error"}"#, into: &output)
            return
        }
        appendHead("error", "error_event", into: &output)
        appendField("code", code, isFirst: true, into: &output)
        appendField("error_type", name, isFirst: code == nil, into: &output)
        appendField("message", message, isFirst: code == nil && name == nil, into: &output)
        appendTail(into: &output)
    }

    /// Appends `queue_status`: `waiting`, `admitted` or `timed_out`.
    public static func appendQueueStatus(_ status: String, into output: inout [UInt8]) {
        appendHead("queue_status", "queue_status_event", into: &output)
        appendField("status", status, isFirst: true, into: &output)
        appendTail(into: &output)
    }

    /// Appends `vad_score`; the score, 0 to 1, is given in hundredths.
    public static func appendVADScore(hundredths: Int, into output: inout [UInt8]) {
        appendHead("vad_score", "vad_score_event", into: &output)
        JSONText.append(#""vad_score":"#, into: &output)
        JSONText.appendInteger(hundredths / 100, into: &output)
        JSONText.append(hundredths % 100 < 10 ? ".0" : ".", into: &output)
        JSONText.appendInteger(hundredths % 100, into: &output)
        appendTail(into: &output)
    }
}
