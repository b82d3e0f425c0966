/// Why a Media Streams message was not understood.
public enum MediaStreamError: Error, Hashable, Sendable {
    /// Not a JSON object.
    case notJSON
    /// A field is missing or of the wrong kind; named by its path, for example `media.payload`.
    case invalidField(String)
}
