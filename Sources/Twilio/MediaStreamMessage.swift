/// A message that Twilio sends over a Media Stream (Twilio, "Media Streams - WebSocket Messages").
public enum MediaStreamMessage: Hashable, Sendable {
    /// The first message; it names the protocol only.
    case connected
    /// The stream's particulars; comes once, before any sound.
    case start(StreamStart)
    /// 20 ms of the caller's sound.
    case media(Media)
    /// The caller pressed a key: `0` to `9`, `*` or `#`.
    case dtmf(digit: String)
    /// All sound sent before the mark of this name was played, or cleared.
    case mark(name: String)
    /// The stream has ended.
    case stop
    /// A message that Twilio added since; to be ignored.
    case unrecognized(event: String)

    /// The sound of one message, left where it stands in the text.
    public struct Media: Hashable, Sendable {
        /// Whether it is the caller's track; `outbound` never comes on a bidirectional stream.
        public var isInbound: Bool
        /// Counts media messages from 1.
        public var chunk: Int
        /// When it is due, in milliseconds since the stream started; its first value is not 0.
        public var timestamp: Int
        /// Where the Base64 text of the mu-law bytes stands in the message.
        public var payload: Range<Int>
        /// Whether that text holds JSON escapes (`\/`), which must be removed first.
        public var payloadIsEscaped: Bool

        /// Makes one.
        public init(isInbound: Bool, chunk: Int, timestamp: Int, payload: Range<Int>, payloadIsEscaped: Bool) {
            self.isInbound = isInbound
            self.chunk = chunk
            self.timestamp = timestamp
            self.payload = payload
            self.payloadIsEscaped = payloadIsEscaped
        }
    }
}
