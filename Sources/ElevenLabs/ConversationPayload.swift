import JSONWire

/// The object of a message that holds its particulars; its name is not always that of the type.
struct ConversationPayload {
    private let name: StaticString
    private let range: Range<Int>?

    /// Looks for it; where it is missing, each of its fields is.
    init(_ name: StaticString, of text: Span<UInt8>) {
        self.name = name
        range = JSONMembers.value(name, of: text)
    }

    func string(_ field: StaticString, in text: Span<UInt8>) -> String? {
        guard let range else { return nil }
        return JSONMembers.string(field, of: text.extracting(range))
    }

    func integer(_ field: StaticString, in text: Span<UInt8>) -> Int? {
        guard let range else { return nil }
        return JSONMembers.integer(field, of: text.extracting(range))
    }

    func boolean(_ field: StaticString, in text: Span<UInt8>) -> Bool? {
        guard let range else { return nil }
        return JSONMembers.boolean(field, of: text.extracting(range))
    }

    /// The text of a value of any kind.
    func json(_ field: StaticString, in text: Span<UInt8>) -> String? {
        guard let range else { return nil }
        let object = text.extracting(range)
        guard let value = JSONMembers.value(field, of: object) else { return nil }
        return JSONMembers.text(at: value, of: object)
    }

    /// Missing on old servers, and a string in some documents.
    func eventID(in text: Span<UInt8>) -> Int? {
        integer("event_id", in: text)
    }

    func requiredEventID(in text: Span<UInt8>) throws(ConversationError) -> Int {
        guard let eventID = eventID(in: text) else { throw .invalidField("\(name).event_id") }
        return eventID
    }

    func required(_ field: StaticString, in text: Span<UInt8>) throws(ConversationError) -> String {
        guard let string = string(field, in: text) else { throw .invalidField("\(name).\(field)") }
        return string
    }

    /// What was said, without the white space around it, as the vendor's own clients take it.
    func requiredSpeech(_ field: StaticString, in text: Span<UInt8>) throws(ConversationError) -> String {
        let speech = try required(field, in: text)
        guard let start = speech.firstIndex(where: { !$0.isWhitespace }),
            let end = speech.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(speech[start...end])
    }
}

extension ConversationMetadata {
    init(decoding payload: ConversationPayload, in text: Span<UInt8>) throws(ConversationError) {
        self.init(
            conversationID: try payload.required("conversation_id", in: text),
            agentOutputAudioFormat: payload.string("agent_output_audio_format", in: text) ?? Self.defaultAudioFormat,
            userInputAudioFormat: payload.string("user_input_audio_format", in: text) ?? Self.defaultAudioFormat)
    }
}

extension ClientToolCall {
    init(decoding payload: ConversationPayload, in text: Span<UInt8>) throws(ConversationError) {
        self.init(
            id: try payload.required("tool_call_id", in: text), name: try payload.required("tool_name", in: text),
            parameters: payload.json("parameters", in: text) ?? "{}",
            expectsResponse: payload.boolean("expects_response", in: text))
    }
}

extension AgentToolResponse {
    init(decoding payload: ConversationPayload, in text: Span<UInt8>) throws(ConversationError) {
        self.init(
            id: try payload.required("tool_call_id", in: text), name: try payload.required("tool_name", in: text),
            kind: payload.string("tool_type", in: text) ?? "", isError: payload.boolean("is_error", in: text) ?? false,
            status: payload.string("status", in: text))
    }
}
