/// All that the simulated Twilio knows of one call, once it has ended.
public struct CallReport: Hashable, Sendable {
    /// A request that was made to the bridge, and its answer.
    public struct Webhook: Hashable, Sendable {
        /// The URL as it was configured, which is the one signed.
        public var url: String
        /// What it told: a call's status, a stream's event, or `twiml` where it asked for a document.
        public var event: String
        /// The answer's status; `nil` where none came.
        public var status: Int?
        /// Why none came.
        public var failure: String?
    }

    /// `CA…`.
    public var callSID: String
    /// The callee.
    public var to: String
    /// The caller shown.
    public var from: String
    /// `completed`, `busy`, `failed`, `no-answer` or `canceled`.
    public var status: String
    /// Seconds from the answer to the end.
    public var duration: Int
    /// The call's Media Streams in order; a call that is redirected may have several.
    public var streams: [StreamReport]
    /// The requests made, in the order their answers came.
    public var webhooks: [Webhook]
    /// What `<Say>` read to the callee.
    public var spoken: [String]
    /// What Twilio's debugger would list: a code and what it was about.
    public var problems: [String]

    /// The last Media Stream.
    public var stream: StreamReport? { streams.last }
}
