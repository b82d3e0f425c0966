/// A TwiML document: what Twilio shall do with a call, verb after verb.
///
/// Make it of verbs and send ``text`` with ``contentType``; everything in it is escaped when written.
public struct TwiML: Hashable, Sendable {
    /// The verbs in the order they run; when they run out the call ends.
    public var verbs: [Verb]

    /// The type that Twilio understands best.
    public static let contentType = "text/xml; charset=utf-8"

    /// Makes a document.
    public init(_ verbs: [Verb]) {
        self.verbs = verbs
    }

    /// One thing to do.
    public enum Verb: Hashable, Sendable {
        /// `<Connect><Stream>`: the verbs after it run only when the server closes the stream.
        case connect(Stream)
        /// `<Say>`: reads a text aloud.
        case say(String, voice: String? = nil, language: String? = nil)
        /// `<Play>`: plays the audio file at a URL.
        case play(url: String)
        /// `<Play digits>`: plays keypad tones, `0` to `9`, `*`, `#` and `w` for half a second.
        case playDigits(String)
        /// `<Pause>`: silence for so many seconds.
        case pause(seconds: Int)
        /// `<Hangup>`: ends the call.
        case hangup
        /// `<Redirect>`: goes on with the document at a URL.
        case redirect(url: String, method: String? = nil)
        /// `<Reject>`: refuses an inbound call, unbilled; must be the first verb.
        case reject(Rejection)
    }

    /// What the caller hears of a refusal.
    public enum Rejection: String, Hashable, Sendable {
        /// Not in service.
        case rejected
        /// A busy tone.
        case busy
    }
}
