/// A call whose media stream is open in this process.
public struct LiveCall: Sendable, Hashable {
    /// Ours.
    public let callID: RecordID
    /// Twilio's call SID.
    public let twilioCallSID: String

    /// Makes one.
    public init(callID: RecordID, twilioCallSID: String) {
        self.callID = callID
        self.twilioCallSID = twilioCallSID
    }
}
