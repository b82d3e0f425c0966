/// What the header of a part says (RFC 7578, 4).
public struct MultipartPart: Hashable, Sendable {
    /// The name of the form's field.
    public let name: String
    /// What the sender calls the file; `nil` for a plain field. For showing only: it may hold slashes, dots and anything
    /// else, and never becomes a path here.
    public let filename: String?
    /// The media type as sent, `nil` where none was: then it is `text/plain` (4.4).
    public let contentType: String?
}
