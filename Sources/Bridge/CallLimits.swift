/// How long a call waits for what, and how much it keeps; the defaults are those of the threat model.
public struct CallLimits: Hashable, Sendable {
    /// From the upgrade to `start`; then the socket is closed with 1008.
    public var start: Duration = .seconds(10)
    /// For reaching the agent: signed URL, name, TCP, TLS and upgrade, and one repetition.
    public var agentConnect: Duration = .seconds(5)
    /// Before that repetition.
    public var agentRetryDelay: Duration = .milliseconds(250)
    /// From the open socket to the agent's metadata.
    public var agentMetadata: Duration = .seconds(5)
    /// Without a media message from Twilio, which sends fifty a second even of silence.
    public var streamSilence: Duration = .seconds(15)
    /// The longest call, counted from the stream's start.
    public var maximumDuration: Duration = .seconds(30 * 60)
    /// For the last mark, after the moment at which the last sound should have been played.
    public var drainGrace: Duration = .seconds(2)
    /// For the agent's last words and its close, after it ran `end_call` and all it said was played.
    public var agentFarewell: Duration = .seconds(5)
    /// For the last words, where we and not the agent end the call.
    public var longestDrain: Duration = .seconds(10)
    /// For ending the phone call by REST; then the media socket is closed all the same.
    public var hangUp: Duration = .seconds(3)
    /// For a Twilio that does not take its bytes.
    public var streamCongestion: Duration = .seconds(10)
    /// Without a sound from either side; `nil` watches for none.
    public var deadAir: Duration? = .seconds(60)
    /// Whether such a call is ended; else it is only noted.
    public var endsDeadAir = true
    /// Whether a caller who speaks while the agent says goodbye keeps the call, as long as the agent is there.
    public var goodbyeYields = true
    /// From the start of the search for an agent to the hold sound; `nil` plays none.
    public var holdAfter: Duration? = .seconds(1)
    /// Bytes waiting for the agent, beyond which the caller's new sound is dropped.
    public var agentQueue = 1024 * 1024
    /// Bytes waiting for Twilio, beyond which a congested stream is given up.
    public var streamQueue = 1024 * 1024
    /// Frames of the caller's kept until the agent is there: one second.
    public var heldFrames = 50
    /// Bytes of Base64 text kept until the agent is there.
    public var heldBytes = 32 * 1024
    /// Keys the caller pressed, kept until the agent is there.
    public var heldKeys = 32

    /// The defaults.
    public init() {}
}
