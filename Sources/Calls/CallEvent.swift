public import FoundationEssentials

/// Something that happened in a call: what a call log is made of. Once recorded it is never changed.
public struct CallEvent: Sendable, Hashable {
    /// What happened.
    public enum Kind: Sendable, Hashable {
        /// Twilio took the order to dial under this call SID.
        case dialed(twilioCallSID: String)
        /// News of where the call stands; `duration` in whole seconds where Twilio gave one.
        case status(CallStatus, duration: Int?)
        /// Twilio's Media Stream started.
        case streamStarted(streamSID: String)
        /// The agent is there; formats by their vendor names.
        case conversationStarted(conversationID: String, agentOutput: String, userInput: String)
        /// What the agent understood the caller to say.
        case userTranscript(text: String, eventID: Int?)
        /// What the agent says, in full, before it is spoken.
        case agentResponse(text: String, responseID: String?, eventID: Int?)
        /// What the agent is judged to have said before it was interrupted.
        case agentCorrection(original: String, corrected: String, responseID: String?)
        /// What of a turn of the agent's was heard.
        case agentHeard(HeardResponse)
        /// How long the caller waited for an answer that is now heard.
        case turnLatency(TurnLatency)
        /// The agent was interrupted.
        case interruption(eventID: Int)
        /// The agent asks for a tool; parameters as a JSON object.
        case toolCall(id: String, name: String, parameters: String)
        /// Our answer.
        case toolResult(id: String, result: String, isError: Bool)
        /// What the agent reports of a tool that ran on its side.
        case toolReport(id: String, name: String, kind: String, isError: Bool)
        /// The caller pressed a key.
        case keypad(digit: String)
        /// Something went wrong, or was not understood, and the call went on.
        case problem(code: String, message: String)
        /// The same as a vendor reports it by webhook, perhaps more than once.
        case reportedProblem(code: String, message: String)
        /// Who answered, in Twilio's words (`human`, `machine_start`, …), and how many milliseconds it took to find out.
        case answeredBy(String, milliseconds: Int?)
        /// What the agent's vendor says of the conversation after its end.
        case vendorReport(VendorReport)
        /// The agent had ended the call, and the caller went on speaking before it was over.
        case hangUpCalledOff
        /// What passed through, in samples.
        case sound(SoundCounts)
        /// What passed through, in messages.
        case frames(FrameCounts)
        /// The relay is done with the call.
        case ended(CallEndReason, detail: String)
    }

    /// The call.
    public let callID: RecordID
    /// When, by the wall clock.
    public let date: Date
    /// When, since the media stream started; zero before.
    public let offset: Duration
    /// What happened.
    public let kind: Kind

    /// Makes an event.
    public init(callID: RecordID, date: Date, offset: Duration = .zero, kind: Kind) {
        self.callID = callID
        self.date = date
        self.offset = offset
        self.kind = kind
    }
}

/// Media messages that passed through a call.
public struct FrameCounts: Sendable, Hashable, Codable {
    /// Received from Twilio.
    public var fromCaller = 0
    /// Sent to the agent.
    public var toAgent = 0
    /// Received from the agent.
    public var fromAgent = 0
    /// Sent to Twilio.
    public var toCaller = 0
    /// Received and never sent on: held too long, stale, or undecodable.
    public var dropped = 0

    /// All zero.
    public init() {}
}
