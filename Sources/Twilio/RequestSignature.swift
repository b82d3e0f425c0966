public import HTTP

/// Twilio's signatures: checks those on requests that come to us, and makes them for a simulator.
///
/// The URL is always the public one that Twilio was told, with the request's own path and query: never one put together
/// from `Host` or forwarding headers.
public struct RequestSignature: Sendable {
    /// How a signature is made.
    public enum Algorithm: Hashable, Sendable {
        /// HMAC-SHA1 with the account's Auth Token: every signature without a settings header.
        case hmacSHA1
        /// HMAC-SHA256 with a shared key.
        case hmacSHA256
    }

    /// A key of the newer signatures; see `X-Twilio-Webhooks-Signature-Settings`.
    public struct SharedKey: Hashable, Sendable {
        /// Named in the settings header.
        public var id: String
        /// The secret.
        public var secret: String

        /// Makes a key.
        public init(id: String, secret: String) {
            self.id = id
            self.secret = secret
        }
    }

    private let authToken: String
    private let sharedKey: SharedKey?

    /// With the primary Auth Token and, where Twilio was given one, a shared key.
    public init(authToken: String, sharedKey: SharedKey? = nil) {
        self.authToken = authToken
        self.sharedKey = sharedKey
    }

    /// Checks a webhook and gives its fields: those of the form, or those of the query for a `GET`; none for JSON.
    public func verify(_ request: HTTPRequest, url: String) throws(SignatureError) -> [FormCoding.Field] {
        fatalError("stub")
    }

    /// Checks the upgrade request of a Media Stream; `url` is the `wss` URL given to Twilio.
    public func verifyUpgrade(headers: HTTPHeaders, url: String) throws(SignatureError) { fatalError("stub") }

    /// The header value for a request to a URL as it was configured: its fragment, its user information and, over
    /// HTTPS, its port are left out, as Twilio does. For a simulator.
    public func sign(url: String, fields: [FormCoding.Field] = []) -> String { fatalError("stub") }
}
