import FoundationEssentials
public import HTTP

/// Twilio's signatures: checks those on requests that come to us, and makes them for a simulator.
///
/// The URL is always the public one that Twilio was told, with the request's own path and query: never one put together
/// from `Host` or forwarding headers.
public struct RequestSignature: Sendable {
    /// How a signature is made.
    enum Algorithm {
        /// With the account's Auth Token: every signature without a settings header.
        case hmacSHA1
        /// With a shared key.
        case hmacSHA256
    }

    /// A key of the newer signatures, made with HMAC-SHA256.
    public struct SharedKey: Hashable, Sendable {
        /// Named in the header `X-Twilio-Webhooks-Signature-Settings`.
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
    ///
    /// - Parameter url: the public URL, with the path and query of `request.target`.
    public func verify(_ request: HTTPRequest, url: String) throws(SignatureError) -> [FormCoding.Field] {
        guard let parts = SignedURL(url) else { throw .mismatch }
        if request.body.isEmpty {
            try verify(request.headers, parts.candidates, [])
            return request.method == .get ? RequestTarget(request.target)?.query ?? [] : []
        }
        if request.method == .post, Self.isForm(request.headers) {
            guard let fields = FormCoding.decode(request.body) else { throw .malformedForm }
            try verify(request.headers, parts.candidates, fields)
            return fields
        }
        // Other bodies are vouched for by the signed URL: section "JSON body" of Twilio's rules.
        guard let digest = parts.query("bodySHA256") else { throw .unsignedBody }
        try verify(request.headers, parts.candidates, [])
        guard Digest.areEqual(Array(digest.utf8), Self.hexadecimal(Digest.sha256(request.body))) else {
            throw .bodyMismatch
        }
        return []
    }

    /// Checks the upgrade request of a Media Stream; `url` is the `wss` URL given to Twilio.
    ///
    /// A signature has no time in it and can be sent again: bind the socket to a call by a parameter used once.
    public func verifyUpgrade(headers: HTTPHeaders, url: String) throws(SignatureError) {
        guard let parts = SignedURL(url) else { throw .mismatch }
        try verify(headers, parts.upgradeCandidates, [])
    }

    /// The header value for a request to a URL as it was configured: its fragment, its user information and, over
    /// HTTPS, its port are left out, as Twilio does. For a simulator.
    public func sign(url: String, fields: [FormCoding.Field] = []) -> String {
        Self.signature(.hmacSHA1, key: authToken, url: SignedURL(url)?.signed ?? url, fields: fields)
    }
}

extension RequestSignature {
    static let header = "X-Twilio-Signature"
    static let settingsHeader = "X-Twilio-Webhooks-Signature-Settings"

    static func signature(
        _ algorithm: Algorithm, key: String, url: String, fields: [FormCoding.Field]
    ) -> String {
        let digest = Digest.hmac(algorithm, key: Array(key.utf8), Array(url.utf8) + signedForm(fields))
        return Data(digest).base64EncodedString()
    }

    /// Name and value of every field, in the order of their bytes; a pair that is repeated stands once.
    ///
    /// Bytes, not `String`: text that looks the same may be written in two ways, and was signed in one.
    private static func signedForm(_ fields: [FormCoding.Field]) -> [UInt8] {
        let pairs = fields.map { (name: Array($0.name.utf8), value: Array($0.value.utf8)) }
        let sorted = pairs.sorted { one, other in
            one.name == other.name
                ? one.value.lexicographicallyPrecedes(other.value) : one.name.lexicographicallyPrecedes(other.name)
        }
        var form: [UInt8] = []
        for (index, pair) in sorted.enumerated() where index == 0 || sorted[index - 1] != pair {
            form += pair.name + pair.value
        }
        return form
    }

    private func verify(
        _ headers: HTTPHeaders, _ urls: [String], _ fields: [FormCoding.Field]
    ) throws(SignatureError) {
        let signatures = headers.values(Self.header)
        guard let signature = signatures.first, !signature.isEmpty else { throw .missing }
        guard signatures.count == 1 else { throw .repeated }
        let (algorithm, key) = try key(for: headers)
        // OpenSSL would take an empty key; whoever configured none signed nothing.
        guard !key.isEmpty else { throw .mismatch }
        let isGenuine = urls.contains { url in
            let expected = Self.signature(algorithm, key: key, url: url, fields: fields)
            return Digest.areEqual(Array(signature.utf8), Array(expected.utf8))
        }
        guard isGenuine else { throw .mismatch }
    }

    /// Where a shared key is configured and the settings header is there, it must ask for that key and for SHA-256. The
    /// header never weakens anything: without a shared key it means nothing.
    private func key(for headers: HTTPHeaders) throws(SignatureError) -> (Algorithm, String) {
        let settings = headers.values(Self.settingsHeader)
        guard let sharedKey, let setting = settings.first else { return (.hmacSHA1, authToken) }
        let parts = setting.split(separator: ",").map { $0.drop { $0 == " " } }
        guard settings.count == 1, parts.count == 2, parts.contains("key=\(sharedKey.id)"),
            parts.contains("algorithm=HMAC_SHA256")
        else { throw .unsupportedSettings }
        return (.hmacSHA256, sharedKey.secret)
    }

    private static func isForm(_ headers: HTTPHeaders) -> Bool {
        let type = headers["Content-Type"]?.prefix { $0 != ";" }.lowercased()
        return type?.split(separator: " ") == ["application/x-www-form-urlencoded"]
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
}
