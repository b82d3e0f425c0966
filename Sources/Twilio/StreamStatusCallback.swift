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
    /// When, to the nanosecond.
    public var timestamp: Date?

    /// Reads the decoded form.
    public init(fields: [FormCoding.Field]) throws(WebhookError) { fatalError("stub") }
}
