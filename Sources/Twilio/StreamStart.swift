/// What Twilio says of a stream when it starts.
public struct StreamStart: Hashable, Sendable {
    /// `AC…`.
    public var accountSID: String
    /// `MZ…`; every message sent back must carry it.
    public var streamSID: String
    /// `CA…`.
    public var callSID: String
    /// `audio/x-mulaw`; anything else is refused.
    public var encoding: String
    /// 8000.
    public var sampleRate: Int
    /// 1.
    public var channels: Int
    /// The `<Parameter>`s of the TwiML; empty where there were none.
    public var customParameters: [String: String]

    /// Makes one.
    public init(
        accountSID: String, streamSID: String, callSID: String, encoding: String = "audio/x-mulaw",
        sampleRate: Int = 8000, channels: Int = 1, customParameters: [String: String] = [:]
    ) {
        self.accountSID = accountSID
        self.streamSID = streamSID
        self.callSID = callSID
        self.encoding = encoding
        self.sampleRate = sampleRate
        self.channels = channels
        self.customParameters = customParameters
    }
}
