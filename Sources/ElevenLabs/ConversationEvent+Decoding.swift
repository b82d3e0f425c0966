import JSONWire

extension ConversationEvent {
    /// Reads a text message; `audio` and `ping` are read without allocating.
    ///
    /// Keys may come in any order, ids as numbers or strings, and what is not known is passed over. What older servers
    /// leave out is `nil`; only what a message is useless without must be there.
    public init(decoding text: Span<UInt8>) throws(ConversationError) {
        guard let fields = try Self.fields(of: text), let type = fields.type else { throw .notJSON }
        // The commonest first.
        if type.equals("audio", in: text) {
            self = .audio(try fields.audio.message())
        } else if type.equals("ping", in: text) {
            self = .ping(eventID: try ConversationPayload("ping_event", of: text).requiredEventID(in: text))
        } else if let speech = try Self.speech(type, in: text) {
            self = speech
        } else if let event = try Self.rarity(type, in: text) {
            self = event
        } else {
            self = .unrecognized(type: type.text(in: text))
        }
    }

    private static func fields(of text: Span<UInt8>) throws(ConversationError) -> ConversationFields? {
        do {
            return try ConversationFields(reading: text)
        } catch {
            throw .notJSON
        }
    }

    /// What was said by either side, and what of it was cut off.
    private static func speech(
        _ type: JSONString, in text: Span<UInt8>
    ) throws(ConversationError) -> ConversationEvent? {
        if type.equals("interruption", in: text) {
            let payload = ConversationPayload("interruption_event", of: text)
            return .interruption(eventID: try payload.requiredEventID(in: text))
        }
        if type.equals("user_transcript", in: text) {
            let payload = ConversationPayload("user_transcription_event", of: text)
            return .userTranscript(
                text: try payload.requiredSpeech("user_transcript", in: text), eventID: payload.eventID(in: text))
        }
        if type.equals("agent_response", in: text) {
            let payload = ConversationPayload("agent_response_event", of: text)
            return .agentResponse(
                text: try payload.requiredSpeech("agent_response", in: text), eventID: payload.eventID(in: text),
                responseID: payload.string("response_id", in: text))
        }
        if type.equals("agent_response_correction", in: text) {
            let payload = ConversationPayload("agent_response_correction_event", of: text)
            return .agentResponseCorrection(
                original: try payload.requiredSpeech("original_agent_response", in: text),
                corrected: try payload.requiredSpeech("corrected_agent_response", in: text),
                eventID: payload.eventID(in: text), responseID: payload.string("response_id", in: text))
        }
        if type.equals("agent_response_complete", in: text) {
            let payload = ConversationPayload("agent_response_complete_event", of: text)
            return .agentResponseComplete(eventID: payload.eventID(in: text))
        }
        return nil
    }

    /// The start, tools, errors and the queue.
    private static func rarity(
        _ type: JSONString, in text: Span<UInt8>
    ) throws(ConversationError) -> ConversationEvent? {
        if type.equals("conversation_initiation_metadata", in: text) {
            let payload = ConversationPayload("conversation_initiation_metadata_event", of: text)
            return .metadata(try ConversationMetadata(decoding: payload, in: text))
        }
        if type.equals("client_tool_call", in: text) {
            let payload = ConversationPayload("client_tool_call", of: text)
            return .clientToolCall(try ClientToolCall(decoding: payload, in: text))
        }
        if type.equals("agent_tool_response", in: text) {
            let payload = ConversationPayload("agent_tool_response", of: text)
            return .agentToolResponse(try AgentToolResponse(decoding: payload, in: text))
        }
        if type.equals("error", in: text) || type.equals("client_error", in: text) {
            // Real traffic has had errors without `error_event`.
            let payload = ConversationPayload("error_event", of: text)
            return .error(
                code: payload.integer("code", in: text),
                name: payload.string("error_name", in: text) ?? payload.string("error_type", in: text),
                message: payload.string("message", in: text) ?? payload.string("reason", in: text))
        }
        if type.equals("queue_status", in: text) {
            return .queueStatus(try ConversationPayload("queue_status_event", of: text).required("status", in: text))
        }
        return nil
    }
}
