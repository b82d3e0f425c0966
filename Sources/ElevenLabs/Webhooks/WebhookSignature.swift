/// ElevenLabs' signature of a webhook, `ElevenLabs-Signature: t=1739537300,v0=9c12…`: HMAC-SHA256 over the time, a point
/// and the body as it was sent.
///
/// Give the headers to ``judge(_:now:)`` before the body is read, and the body to what that returns.
public struct WebhookSignature: Sendable {
    /// The header's name.
    public static let header = "ElevenLabs-Signature"

    /// How old a signature may be, in seconds; the vendor's own libraries take 30 minutes.
    public static let past = 1800
    /// How far ahead of our clock it may be, in seconds. The vendor's libraries set no bound; a captured request with a
    /// time far ahead could be sent again until then.
    public static let future = 300

    private let secret: [UInt8]
    private let future: Int?

    /// With the webhook's secret, `wsec_…`, its prefix included; `future` in seconds, `nil` for no bound.
    public init(secret: String, future: Int? = WebhookSignature.future) {
        self.secret = Array(secret.utf8)
        self.future = future
    }

    /// Judges all values of the header at a time, in seconds since 1970. What passes must still match the body.
    public func judge(_ values: [String], now: Int) throws(WebhookSignatureError) -> SignedBody {
        guard let value = values.first, !value.isEmpty else { throw .missing }
        guard values.count == 1 else { throw .malformed }
        // Not trimmed, as the vendor does not: what is not written its way was not written by it.
        let parts = value.split(separator: ",", omittingEmptySubsequences: false)
        let times = parts.filter { $0.hasPrefix("t=") }.map { $0.dropFirst(2) }
        let digests = parts.filter { $0.hasPrefix("v0=") }.map { Array($0.dropFirst(3).utf8) }
        guard times.count == 1, !digests.isEmpty, let time = Self.seconds(times[0]) else { throw .malformed }
        guard time >= now - Self.past else { throw .tooOld(seconds: now - time) }
        if let future, time > now + future { throw .tooNew(seconds: time - now) }
        return SignedBody(secret: secret, time: times[0], digests: digests)
    }

    /// The header value for a body, for a simulator.
    public func sign(_ body: [UInt8], at time: Int) -> String {
        let mac = HMACSHA256(key: secret)
        let start = Array("\(time).".utf8)
        mac.receive(start.span)
        mac.receive(body.span)
        return "t=\(time),v0=\(String(decoding: mac.hexadecimal(), as: UTF8.self))"
    }

    /// Digits only, few enough that no sum of them overflows.
    private static func seconds(_ text: Substring) -> Int? {
        guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}

/// A signed body on its way in: give it every piece, then ask ``end()``, once, whether it is what was signed.
public struct SignedBody {
    private let mac: HMACSHA256
    private let digests: [[UInt8]]

    init(secret: [UInt8], time: Substring, digests: [[UInt8]]) {
        mac = HMACSHA256(key: secret)
        let start = Array("\(time).".utf8)
        mac.receive(start.span)
        self.digests = digests
    }

    /// Takes a piece.
    public func receive(_ piece: Span<UInt8>) { mac.receive(piece) }

    /// Throws unless the body was signed with our secret.
    public func end() throws(WebhookSignatureError) {
        let expected = mac.hexadecimal()
        guard digests.contains(where: { HMACSHA256.areEqual($0, expected) }) else { throw .mismatch }
    }
}

/// Why a webhook is not believed to be ElevenLabs'.
public enum WebhookSignatureError: Error, Hashable, Sendable {
    /// There is no signature.
    case missing
    /// It is not of the form `t=…,v0=…`, or there are several.
    case malformed
    /// It was made so many seconds ago.
    case tooOld(seconds: Int)
    /// It will be made in so many seconds.
    case tooNew(seconds: Int)
    /// It is of another body, or made with another secret.
    case mismatch
}
