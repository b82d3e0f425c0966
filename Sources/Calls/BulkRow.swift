/// A row and what has come of it.
public struct BulkRow: Sendable, Hashable {
    /// The row.
    public let intent: DialIntent
    /// Twilio's name of its call.
    public let twilioCallSID: String?
    /// The lead it made or found.
    public let leadID: RecordID?
    /// Where its call stands.
    public let status: CallStatus?

    /// Makes one.
    public init(intent: DialIntent, twilioCallSID: String?, leadID: RecordID?, status: CallStatus?) {
        self.intent = intent
        self.twilioCallSID = twilioCallSID
        self.leadID = leadID
        self.status = status
    }
}
