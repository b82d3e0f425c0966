public import HTTP

/// Twilio's request for TwiML: an inbound call, or an outbound one that was answered.
public struct VoiceRequest: Hashable, Sendable {
    /// `CA…`.
    public var callSID: String
    /// `AC…`.
    public var accountSID: String
    /// The caller: E.164, `anonymous`, `client:…` or `sip:…`; empty where not said.
    public var from: String
    /// The number that was called; empty where not said.
    public var to: String
    /// `ringing` for an inbound call, `in-progress` for an answered one.
    public var callStatus: String
    /// `inbound` or `outbound-api`.
    public var direction: String
    /// Who answered, where Twilio looked for a machine before asking.
    public var answeredBy: String?
    /// The caller's name, where the network knows it.
    public var callerName: String?
    /// Where the call was forwarded from.
    public var forwardedFrom: String?
    /// On the fallback URL: why the first document failed.
    public var errorCode: Int?

    /// Reads the decoded form.
    public init(fields: [FormCoding.Field]) throws(WebhookError) {
        let form = WebhookForm(fields)
        callSID = try form.required("CallSid")
        accountSID = try form.required("AccountSid")
        from = form.text("From") ?? ""
        to = form.text("To") ?? ""
        callStatus = try form.required("CallStatus")
        direction = try form.required("Direction")
        answeredBy = form.text("AnsweredBy")
        callerName = form.text("CallerName")
        forwardedFrom = form.text("ForwardedFrom")
        errorCode = form.number("ErrorCode")
    }
}
