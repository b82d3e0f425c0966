/// Why a request is not taken for Twilio's; each is answered with 403.
public enum SignatureError: Error, Hashable, Sendable {
    /// No signature header.
    case missing
    /// More than one signature header.
    case repeated
    /// The signature is not that of this request.
    case mismatch
    /// The body is no readable form.
    case malformedForm
    /// The body is no form, and the URL does not vouch for it with `bodySHA256`.
    case unsignedBody
    /// The body is not the one that `bodySHA256` vouches for.
    case bodyMismatch
    /// The settings header asks for a key or an algorithm that is not configured.
    case unsupportedSettings
}
