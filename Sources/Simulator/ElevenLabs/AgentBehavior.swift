public import Audio

/// How a simulated agent behaves, whatever it says.
public struct AgentBehavior: Hashable, Sendable {
    /// How `event_id`s of sound are counted; the vendor has done both.
    public enum EventIDs: Hashable, Sendable {
        /// All chunks of a reply carry the reply's.
        case perReply
        /// Each chunk carries the next one, and an interruption the last one sent.
        case perChunk
    }

    /// How sound is judged to be the caller speaking.
    public var speech: SpeechDetector.Settings
    /// From the end of the caller's turn to the reply, as a model would think.
    public var thinkingTime: Duration
    /// Sound in one message.
    public var chunk: Duration
    /// How many times faster than real time sound is sent.
    public var pace: Int
    /// How `event_id`s of sound are counted.
    public var eventIDs: EventIDs
    /// How long the agent waits for a first message before it starts without one.
    public var startLimit: Duration
    /// Between pings.
    public var pingInterval: Duration
    /// Without any message for so long, the conversation is closed with 1002.
    public var idleLimit: Duration
    /// Between the `end_call` notice and the close.
    public var farewell: Duration
    /// Whether one more chunk of an interrupted reply follows the interruption, as happens on the real line.
    public var sendsLateAudio: Bool
    /// Whether sound comes with the alignment of its characters, where the reply has one.
    public var sendsAlignment: Bool
    /// What goes wrong.
    public var fault: AgentFault

    /// Makes a behaviour; the defaults are those of the protocol's trace.
    public init(
        speech: SpeechDetector.Settings = SpeechDetector.Settings(), thinkingTime: Duration = .milliseconds(300),
        chunk: Duration = .milliseconds(250), pace: Int = 10, eventIDs: EventIDs = .perReply,
        startLimit: Duration = .seconds(1), pingInterval: Duration = .seconds(2),
        idleLimit: Duration = .seconds(60), farewell: Duration = .milliseconds(700), sendsLateAudio: Bool = false,
        sendsAlignment: Bool = true, fault: AgentFault = .none
    ) {
        self.speech = speech
        self.thinkingTime = thinkingTime
        self.chunk = chunk
        self.pace = max(1, pace)
        self.eventIDs = eventIDs
        self.startLimit = startLimit
        self.pingInterval = pingInterval
        self.idleLimit = idleLimit
        self.farewell = farewell
        self.sendsLateAudio = sendsLateAudio
        self.sendsAlignment = sendsAlignment
        self.fault = fault
    }
}
