import Audio
public import Calls
public import ElevenLabs
public import Transport
public import Twilio
public import WebSocket

/// What the relay is told when it is made.
public struct BridgeSettings: Sendable {
    /// Who may connect a media stream.
    public enum StreamAuthentication: Sendable {
        /// Twilio only, proved by its signature over the upgrade to this public URL, for a call that it was given a ticket for.
        case token(signature: RequestSignature, streamURL: String)
        /// Anybody; the parameter `agentId` names the ElevenLabs agent. For development on loopback.
        case none
    }

    /// Where Twilio connects.
    public var path = "/media"
    /// Who may connect.
    public var authentication: StreamAuthentication
    /// For ending phone calls by REST; without it they end when the media socket closes and TwiML goes on.
    public var twilio: TwilioAccount?
    /// For reaching agents.
    public var elevenLabs: ElevenLabsAPI
    /// The compression offered to agents; `nil` offers none.
    public var agentCompression: DeflateSettings?
    /// The agent of streams that name none, where anybody may connect.
    public var defaultElevenLabsAgentID: String?
    /// How a vanished agent is noticed; `nil` never pings one.
    public var agentKeepAlive: WebSocketKeepAlive? = WebSocketKeepAlive()
    /// How a vanished Twilio is noticed. `nil`, the default, leaves it to `CallLimits.streamSilence`: a stream that is there
    /// brings fifty messages a second.
    public var streamKeepAlive: WebSocketKeepAlive?
    /// Where recordings of calls are kept; without it none are made.
    public var recordings: RecordingLibrary?
    /// Whether streams that come by themselves are recorded; others have it in their tickets.
    public var records = false
    /// Deadlines and bounds.
    public var limits = CallLimits()
    /// What the caller hears while the agent is being reached: mu-law at 8000 Hz, played over and over.
    public var holdSound: [UInt8] = HoldTone.muLaw
    /// Said to the caller when the agent is lost; `nil` says nothing.
    public var apology: String? = "We are sorry, the call cannot be continued. Goodbye."
    /// Said to the caller when the longest call is reached or the bridge goes down; `nil` says nothing.
    public var goodbye: String? = "This call has to end now. Thank you, and goodbye."

    /// Makes settings.
    public init(
        authentication: StreamAuthentication, elevenLabs: ElevenLabsAPI, twilio: TwilioAccount? = nil,
        defaultElevenLabsAgentID: String? = nil
    ) {
        self.authentication = authentication
        self.elevenLabs = elevenLabs
        self.twilio = twilio
        self.defaultElevenLabsAgentID = defaultElevenLabsAgentID
    }
}
