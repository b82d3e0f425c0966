public import HTTP

/// Twilio's verdict on who answered a call, from machine detection that runs beside it (`AsyncAmdStatusCallback`).
public struct AnsweredByCallback: Hashable, Sendable {
    /// `CA…`.
    public var callSID: String
    /// `human`, `machine_start`, `machine_end_beep`, `machine_end_silence`, `machine_end_other`, `fax` or `unknown`.
    public var answeredBy: String
    /// How long it took, in milliseconds; `nil` where not said.
    public var milliseconds: Int?

    /// Reads the decoded form.
    public init(fields: [FormCoding.Field]) throws(WebhookError) {
        let form = WebhookForm(fields)
        callSID = try form.required("CallSid")
        answeredBy = try form.required("AnsweredBy")
        milliseconds = form.number("MachineDetectionDuration")
    }
}
