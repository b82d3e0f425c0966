public import FoundationEssentials
public import HTTP

/// Twilio's report that a Media Stream started, stopped or failed.
public struct StreamStatusCallback: Hashable, Sendable {
    /// What happened.
    public enum Event: Hashable, Sendable {
        /// `stream-started`.
        case started
        /// `stream-stopped`.
        case stopped
        /// `stream-error`.
        case failed
        /// One that Twilio added since.
        case unrecognized(String)
    }

    /// `CA…`.
    public var callSID: String
    /// `AC…`; empty where not said.
    public var accountSID: String
    /// `MZ…`.
    public var streamSID: String
    /// The stream's name, or its SID again.
    public var streamName: String?
    /// What happened.
    public var event: Event
    /// Why it failed, in words.
    public var error: String?
    /// Twilio's code, for example 31921, where one stands in those words.
    public var errorCode: Int?
    /// When, with the fraction of the second.
    public var timestamp: Date?

    /// Reads the decoded form.
    public init(fields: [FormCoding.Field]) throws(WebhookError) {
        let form = WebhookForm(fields)
        callSID = try form.required("CallSid")
        accountSID = form.text("AccountSid") ?? ""
        streamSID = try form.required("StreamSid")
        streamName = form.text("StreamName")
        event = Event(try form.required("StreamEvent"))
        error = form.text("StreamError")
        errorCode = error.flatMap(Self.code(in:))
        timestamp = form.text("Timestamp").flatMap(TwilioDate.parse(iso8601:))
    }

    /// The wording is not published; five digits in it are a code.
    private static func code(in words: String) -> Int? {
        words.split { !("0"..."9" ~= $0) }.first { $0.count == 5 }.flatMap { Int($0) }
    }
}

extension StreamStatusCallback.Event {
    init(_ text: String) {
        switch text {
        case "stream-started": self = .started
        case "stream-stopped": self = .stopped
        case "stream-error": self = .failed
        default: self = .unrecognized(text)
        }
    }
}
