import JSONWire

/// What of an agent's message was found in one walk over it, in whatever order it came.
///
/// Sound is taken up on the way; other payloads are rare and are looked for a second time.
struct ConversationFields {
    private(set) var type: JSONString?
    private(set) var audio = AudioFields()

    /// `nil` where the text is JSON but no object.
    init?(reading text: Span<UInt8>) throws(JSONError) {
        var cursor = JSONCursor()
        guard try cursor.enterObject(in: text) else { return nil }
        while let key = try cursor.nextKey(in: text) {
            if key.equals("type", in: text) {
                type = try cursor.string(in: text)
            } else if key.equals("audio_event", in: text) {
                audio = try AudioFields(reading: &cursor, in: text)
            } else {
                try cursor.skip(in: text)
            }
        }
        try cursor.end(in: text)
    }
}

/// What was found in an `audio_event`.
struct AudioFields {
    private var payload: JSONString?
    private var eventID: Int?
    private var isFinal = false
    private var alignment: Range<Int>?

    /// Nothing found.
    init() {}

    /// Reads the value the cursor stands before; `alignment` is checked and left where it stands.
    init(reading cursor: inout JSONCursor, in text: Span<UInt8>) throws(JSONError) {
        guard try cursor.enterObject(in: text) else { return }
        while let key = try cursor.nextKey(in: text) {
            if key.equals("audio_base_64", in: text) {
                payload = try cursor.string(in: text)
            } else if key.equals("event_id", in: text) {
                eventID = try cursor.integer(in: text)
            } else if key.equals("is_final", in: text) {
                isFinal = try cursor.boolean(in: text) ?? false
            } else if key.equals("alignment", in: text), try cursor.kind(in: text) == .object {
                alignment = try cursor.value(in: text)
            } else {
                try cursor.skip(in: text)
            }
        }
    }

    /// The message, if nothing is missing.
    func message() throws(ConversationError) -> ConversationEvent.Audio {
        guard let payload else { throw .invalidField("audio_event.audio_base_64") }
        guard let eventID else { throw .invalidField("audio_event.event_id") }
        return ConversationEvent.Audio(
            payload: payload.range, payloadIsEscaped: payload.isEscaped, eventID: eventID, isFinal: isFinal,
            alignment: alignment)
    }
}
