public import Transport

/// What happened on one Media Stream, as the simulated Twilio knows it.
public struct StreamReport: Hashable, Sendable {
    /// How a stream ended.
    public enum End: Hashable, Sendable {
        /// The caller hung up.
        case callerHungUp
        /// The call was ended, or sent elsewhere, over REST.
        case stopped
        /// The server closed the socket.
        case serverClosed(CloseReason)
    }

    /// `MZ…`.
    public var streamSID: String
    /// `CA…`.
    public var callSID: String
    /// Frames of 20 ms that were sent.
    public var framesSent = 0
    /// Messages received, of any kind.
    public var messagesReceived = 0
    /// `media` messages among them.
    public var mediaReceived = 0
    /// `mark` messages among them.
    public var marksReceived = 0
    /// Marks echoed, played or cleared.
    public var marksEchoed = 0
    /// Marks that ``MarkFaults`` kept from being echoed.
    public var marksLost = 0
    /// `clear` messages among them.
    public var clearsReceived = 0
    /// Mu-law bytes received.
    public var bytesReceived = 0
    /// Mu-law bytes that the callee heard.
    public var bytesHeard = 0
    /// Mu-law bytes that a `clear` removed.
    public var bytesCleared = 0
    /// Mu-law bytes that were dropped, since ten minutes were waiting.
    public var bytesDiscarded = 0
    /// Mu-law bytes still waiting when the stream ended.
    public var bytesUnplayed = 0
    /// What became of each byte; empty where sound is not recorded.
    public var truth = PlaybackTruth()
    /// What the callee's ear heard, silence between included: mu-law, 8000 bytes a second without a gap, as far as it is kept.
    public var line: [UInt8] = []
    /// The stream's timestamp at the first byte of ``line``. Sound is heard beside the caller's frame that leaves in the same
    /// 20 ms: what the bridge answers to a frame of timestamp t cannot be heard before t.
    public var lineStart = Duration.zero
    /// What Twilio would have complained about.
    public var warnings: [StreamWarning] = []
    /// Why the first invalid message was refused, in words.
    public var firstRefusal: String?
    /// From the first message to the end.
    public var duration = Duration.zero
    /// From the first message to the first sound received; `nil` without any.
    public var firstSound: Duration?
    /// The longest a frame was sent behind its time.
    public var worstLateness = Duration.zero
    /// Whether the caller gave up waiting for something its script expected.
    public var callerGaveUp = false
    /// How it ended.
    public var end: End

    /// Whether the callee heard, byte for byte and in order, what was sent, less what was cleared, dropped or unplayed.
    /// Says nothing where sound was not recorded.
    public var heardMatchesSent: Bool { truth.heardMatchesReceived }
}
