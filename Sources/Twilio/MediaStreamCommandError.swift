/// Why Twilio would drop a message of the server's; it warns once a stream (31951, "Stream - Invalid message").
public enum MediaStreamCommandError: Error, Hashable, Sendable {
    /// Not a JSON object.
    case notJSON
    /// None of `media`, `mark` and `clear`.
    case unknownEvent(String)
    /// A field is missing or of the wrong kind; named by its path.
    case invalidField(String)
    /// A field that does not belong there; named by its path.
    case extraField(String)
    /// The SID of another stream.
    case wrongStreamSID(String)
}
