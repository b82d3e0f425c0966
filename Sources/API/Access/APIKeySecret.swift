import COpenSSL
public import Calls

/// A key as its holder has it: `vb_`, the key's id, `_` and 256 random bits in hex. It is shown once and kept nowhere.
///
/// Wherever it turns up, `vb_` says what it is, and the id says which key to revoke.
public struct APIKeySecret: Sendable {
    /// The whole of it: what follows `Bearer`.
    public let text: String
    /// The key that it belongs to, if it is one at all.
    public let keyID: RecordID

    private static let randomByteCount = 32

    /// Makes the secret of a new key.
    public static func make(for id: RecordID) -> APIKeySecret {
        var bytes = [UInt8](repeating: 0, count: randomByteCount)
        precondition(RAND_bytes(&bytes, Int32(bytes.count)) == 1, "OpenSSL has no random numbers")
        return APIKeySecret(text: "vb_\(id)_\(Hex.text(bytes))", keyID: id)
    }

    private init(text: String, keyID: RecordID) {
        self.text = text
        self.keyID = keyID
    }

    /// Takes a text that has the form of a secret; `nil` for any other.
    init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "vb", let id = RecordID(String(parts[1])),
            parts[2].utf8.count == 2 * Self.randomByteCount
        else { return nil }
        self.init(text: text, keyID: id)
    }

    /// What is kept of it. 256 random bits cannot be guessed, so a plain digest is enough: there is nothing to slow down.
    public var digest: String { SHA256.hex(of: text) }
}
