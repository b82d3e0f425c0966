extension TwiML {
    /// The document in XML, escaped; characters that XML 1.0 forbids are left out.
    public var text: String { fatalError("stub") }

    /// Reads a document as a simulated Twilio does: the verbs of this type and no others.
    public init(parsing text: Span<UInt8>) throws(TwiMLError) { fatalError("stub") }
}
