/// Why a TwiML document can be neither written nor run.
public enum TwiMLError: Error, Hashable, Sendable {
    /// Not well-formed XML, or more of XML than documents use; at this character.
    case malformed(at: Int)
    /// The document is longer than Twilio reads, in bytes.
    case tooLong(Int)
    /// The root is not `<Response>`.
    case wrongRoot(String)
    /// An element that is unknown, or stands where it may not.
    case unexpectedElement(String)
    /// An attribute that is unknown or has an impossible value; named `Element.attribute`.
    case invalidAttribute(String)
    /// A required attribute or text is missing; named `Element.attribute` or `Element`.
    case missing(String)
    /// Name and value of a `<Parameter>` are 500 characters or more.
    case parameterTooLong(name: String, length: Int)

    /// The error or warning that Twilio logs.
    public var code: Int {
        switch self {
        case .malformed: 12100
        case .tooLong: 11750
        case .wrongRoot: 12102
        case .unexpectedElement, .invalidAttribute, .missing, .parameterTooLong: 12200
        }
    }
}
