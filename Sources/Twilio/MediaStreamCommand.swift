/// A message that a server sends to Twilio over a Media Stream; there are three, and Twilio takes nothing else.
public enum MediaStreamCommand: Hashable, Sendable {
    /// Mu-law sound to be queued, as Base64 text standing in the message; escaped where it holds `\/`.
    case media(payload: Range<Int>, payloadIsEscaped: Bool)
    /// To be echoed once the sound before it was played or cleared.
    case mark(name: String)
    /// Drops what is queued.
    case clear

    /// Reads a text message as strictly as Twilio does: no missing, no further fields, and the stream's own SID.
    public init(decoding text: Span<UInt8>, streamSID: String) throws(MediaStreamCommandError) { fatalError("stub") }
}
