/// Why a conversation message was not understood.
public enum ConversationError: Error, Hashable, Sendable {
    /// Not a JSON object, or one without `type`.
    case notJSON
    /// A field is missing or of the wrong kind; named by its path, for example `audio_event.event_id`.
    case invalidField(String)
}
