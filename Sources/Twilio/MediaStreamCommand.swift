import JSONWire

/// A message that a server sends to Twilio over a Media Stream; there are three, and Twilio takes nothing else.
public enum MediaStreamCommand: Hashable, Sendable {
    /// Mu-law sound to be queued, as Base64 text standing in the message; escaped where it holds `\/`.
    case media(payload: Range<Int>, payloadIsEscaped: Bool)
    /// To be echoed once the sound before it was played or cleared.
    case mark(name: String)
    /// Drops what is queued.
    case clear

    /// Reads a text message as strictly as Twilio does: no missing, no further fields, and the stream's own SID.
    public init(decoding text: Span<UInt8>, streamSID: String) throws(MediaStreamCommandError) {
        let fields = try MediaStreamCommandFields(strictlyReading: text)
        guard let event = fields.event else { throw .invalidField("event") }
        guard let stream = fields.streamSID?.text(in: text) else { throw .invalidField("streamSid") }
        if event.equals("media", in: text) {
            try fields.demandNothing(but: "media")
            guard let payload = fields.media else { throw .invalidField("media.payload") }
            self = .media(payload: payload.range, payloadIsEscaped: payload.isEscaped)
        } else if event.equals("mark", in: text) {
            try fields.demandNothing(but: "mark")
            guard let name = fields.mark else { throw .invalidField("mark.name") }
            self = .mark(name: name.text(in: text))
        } else if event.equals("clear", in: text) {
            try fields.demandNothing(but: "clear")
            self = .clear
        } else {
            throw .unknownEvent(event.text(in: text))
        }
        guard stream == streamSID else { throw .wrongStreamSID(stream) }
    }
}
