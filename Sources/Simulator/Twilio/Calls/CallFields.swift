import FoundationEssentials
import HTTP
import Twilio

/// The forms that Twilio posts about a call, fields in the order captured from it.
struct CallFields: Sendable {
    let callSID: String
    let accountSID: String
    let to: String
    let from: String
    /// `outbound-api` or `inbound`.
    var direction = "outbound-api"

    /// What a status callback tells beyond the call itself.
    struct Progress: Sendable {
        let status: String
        let sequenceNumber: Int
        let date: Date
        /// With the last report: seconds from the answer to the end.
        var duration: Int?
        /// With the last report: how the network ended it.
        var sipResponseCode: Int?
    }

    /// A request for TwiML.
    func voice(status: String, extra: [FormCoding.Field] = []) -> [FormCoding.Field] {
        fields(status: status, progress: nil) + extra
    }

    /// A status callback.
    func progress(_ progress: Progress) -> [FormCoding.Field] { fields(status: progress.status, progress: progress) }

    /// A stream's status callback; its stamp has nanoseconds where the call's has RFC 2822.
    func stream(
        _ event: String, streamSID: String, name: String?, error: String?, date: Date
    ) -> [FormCoding.Field] {
        var fields = [
            FormCoding.Field("StreamName", name ?? streamSID), FormCoding.Field("StreamEvent", event),
            FormCoding.Field("CallSid", callSID), FormCoding.Field("Timestamp", TwilioDate.iso8601(date)),
            FormCoding.Field("AccountSid", accountSID), FormCoding.Field("StreamSid", streamSID),
        ]
        if let error { fields.append(FormCoding.Field("StreamError", error)) }
        return fields
    }

    /// The verdict on who answered: these four and no more.
    func answeredBy(_ word: String, after duration: Duration) -> [FormCoding.Field] {
        [
            FormCoding.Field("CallSid", callSID), FormCoding.Field("AccountSid", accountSID),
            FormCoding.Field("AnsweredBy", word),
            FormCoding.Field("MachineDetectionDuration", String(Int(duration / .milliseconds(1)))),
        ]
    }

    private func fields(status: String, progress: Progress?) -> [FormCoding.Field] {
        let toCountry = to.hasPrefix("+1") ? "US" : ""
        let fromCountry = from.hasPrefix("+1") ? "US" : ""
        var fields: [FormCoding.Field] = []
        func add(_ name: String, _ value: String?) {
            if let value { fields.append(FormCoding.Field(name, value)) }
        }
        add("Called", to)
        add("ToState", "")
        add("CallerCountry", fromCountry)
        add("Direction", direction)
        add("Timestamp", progress.map { TwilioDate.rfc2822($0.date) })
        add("CallbackSource", progress.map { _ in "call-progress-events" })
        add("SipResponseCode", progress?.sipResponseCode.map(String.init))
        add("CallerState", "")
        add("ToZip", "")
        add("SequenceNumber", (progress?.sequenceNumber).map(String.init))
        add("CallSid", callSID)
        add("To", to)
        add("CallerZip", "")
        add("ToCountry", toCountry)
        add("CalledZip", "")
        add("ApiVersion", "2010-04-01")
        add("CalledCity", "")
        add("CallStatus", status)
        // `Duration` counts billed minutes, `CallDuration` seconds.
        add("Duration", (progress?.duration).map { String(($0 + 59) / 60) })
        add("From", from)
        add("CallDuration", (progress?.duration).map(String.init))
        add("AccountSid", accountSID)
        add("CalledCountry", toCountry)
        add("CallerCity", "")
        add("ToCity", "")
        add("FromCountry", fromCountry)
        add("Caller", from)
        add("FromCity", "")
        add("CalledState", "")
        add("FromZip", "")
        add("FromState", "")
        return fields
    }
}
