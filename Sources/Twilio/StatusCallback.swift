public import FoundationEssentials
public import HTTP

/// Twilio's report of a call's progress; reports may come doubled, late and out of order.
public struct StatusCallback: Hashable, Sendable {
    /// `CA…`.
    public var callSID: String
    /// `AC…`; empty where not said.
    public var accountSID: String
    /// `initiated`, `ringing`, `in-progress`, `completed`, `busy`, `failed`, `no-answer` or `canceled`.
    public var callStatus: String
    /// Counts the reports fired to us from 0; `nil` where not said.
    public var sequenceNumber: Int?
    /// How long the call lasted, in seconds, with the last report. (Twilio's field `Duration` counts billed minutes.)
    public var callDuration: Int?
    /// How the network ended it, with the last report, not always; says nothing sure of the status.
    public var sipResponseCode: Int?
    /// Who answered, with the last report, where machines were looked for.
    public var answeredBy: String?
    /// When it happened, to the second.
    public var timestamp: Date?
    /// The caller.
    public var from: String?
    /// The callee.
    public var to: String?
    /// `inbound` or `outbound-api`.
    public var direction: String?
    /// Why the call failed, where said.
    public var errorCode: Int?
    /// The same in words.
    public var errorMessage: String?

    /// Reads the decoded form.
    public init(fields: [FormCoding.Field]) throws(WebhookError) {
        let form = WebhookForm(fields)
        callSID = try form.required("CallSid")
        accountSID = form.text("AccountSid") ?? ""
        callStatus = try form.required("CallStatus")
        sequenceNumber = form.number("SequenceNumber")
        callDuration = form.number("CallDuration")
        sipResponseCode = form.number("SipResponseCode")
        answeredBy = form.text("AnsweredBy")
        timestamp = form.text("Timestamp").flatMap(TwilioDate.parse(rfc2822:))
        from = form.text("From")
        to = form.text("To")
        direction = form.text("Direction")
        errorCode = form.number("ErrorCode")
        errorMessage = form.text("ErrorMessage")
    }
}
