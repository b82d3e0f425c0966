/// Why a form of Twilio's was not understood.
public enum WebhookError: Error, Hashable, Sendable {
    /// A field that must be there is not, or is empty.
    case missingField(String)
}
