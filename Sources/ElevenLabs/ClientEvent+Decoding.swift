import JSONWire

extension ClientEvent {
    /// Reads a text message; `user_audio_chunk` is read without allocating.
    ///
    /// A message without `type` but with `user_audio_chunk` is sound; everything else goes by its `type`.
    public init(decoding text: Span<UInt8>) throws(ConversationError) {
        let audio: JSONString?
        let type: JSONString?
        do {
            (audio, type) = try Self.routing(of: text)
        } catch {
            throw .notJSON
        }
        if let type {
            self = try Self.event(of: type, in: text)
        } else if let audio {
            self = .userAudio(payload: audio.range, payloadIsEscaped: audio.isEscaped)
        } else {
            throw .notJSON
        }
    }

    private static func routing(of text: Span<UInt8>) throws(JSONError) -> (JSONString?, JSONString?) {
        var audio: JSONString?
        var type: JSONString?
        var cursor = JSONCursor()
        guard try cursor.enterObject(in: text) else { return (nil, nil) }
        while let key = try cursor.nextKey(in: text) {
            if key.equals("user_audio_chunk", in: text) {
                audio = try cursor.string(in: text)
            } else if key.equals("type", in: text) {
                type = try cursor.string(in: text)
            } else {
                try cursor.skip(in: text)
            }
        }
        try cursor.end(in: text)
        return (audio, type)
    }

    private static func event(of type: JSONString, in text: Span<UInt8>) throws(ConversationError) -> ClientEvent {
        if type.equals("pong", in: text) {
            guard let eventID = JSONMembers.integer("event_id", of: text) else { throw .invalidField("event_id") }
            return .pong(eventID: eventID)
        }
        if type.equals("conversation_initiation_client_data", in: text) {
            return .initiation(Initiation(decoding: text))
        }
        if type.equals("client_tool_result", in: text) { return .toolResult(try ToolResult(decoding: text)) }
        if type.equals("user_message", in: text) {
            return .userMessage(
                text: JSONMembers.string("text", of: text) ?? "",
                sourceMedium: JSONMembers.string("source_medium", of: text))
        }
        if type.equals("contextual_update", in: text) {
            guard let update = JSONMembers.string("text", of: text) else { throw .invalidField("text") }
            return .contextualUpdate(text: update, contextID: JSONMembers.string("context_id", of: text))
        }
        if type.equals("user_activity", in: text) { return .userActivity }
        if type.equals("feedback", in: text) {
            return .feedback(
                eventID: JSONMembers.integer("event_id", of: text), score: JSONMembers.string("score", of: text))
        }
        return .unrecognized(type: type.text(in: text))
    }
}

extension ClientEvent.ToolResult {
    init(decoding text: Span<UInt8>) throws(ConversationError) {
        guard let id = JSONMembers.string("tool_call_id", of: text) else { throw .invalidField("tool_call_id") }
        guard let range = JSONMembers.value("result", of: text) else { throw .invalidField("result") }
        let string = JSONMembers.string("result", of: text)
        self.init(
            id: id, result: string ?? JSONMembers.text(at: range, of: text), isString: string != nil,
            isError: JSONMembers.boolean("is_error", of: text) ?? false)
    }
}

extension ClientEvent.Initiation {
    init(decoding text: Span<UInt8>) {
        self.init(userID: JSONMembers.string("user_id", of: text))
        if let range = JSONMembers.value("dynamic_variables", of: text) {
            Self.collectLeaves(of: text.extracting(range), at: "", into: &dynamicVariables)
        }
        if let range = JSONMembers.value("conversation_config_override", of: text) {
            Self.collectLeaves(of: text.extracting(range), at: "", into: &overrides)
        }
    }

    /// Depth is limited: the text was walked before.
    private static func collectLeaves(of object: Span<UInt8>, at path: String, into leaves: inout [String: String]) {
        JSONMembers.forEach(of: object) { key, range in
            let name = path + key.text(in: object)
            let value = object.extracting(range)
            var cursor = JSONCursor()
            switch try? cursor.kind(in: value) {
            case .object: collectLeaves(of: value, at: name + ".", into: &leaves)
            case .string: leaves[name] = (try? cursor.string(in: value))?.text(in: value)
            case .array, .number, .boolean, .null: leaves[name] = JSONMembers.text(at: range, of: object)
            case nil: break
            }
        }
    }
}
