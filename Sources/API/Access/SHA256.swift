import COpenSSL

/// SHA-256, FIPS 180-4.
enum SHA256 {
    /// The digest of a text's UTF-8, as 64 hex digits.
    static func hex(of text: String) -> String { hex(of: Array(text.utf8)) }

    /// The digest of bytes, as 64 hex digits.
    static func hex(of bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        let result = EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
        precondition(result == 1, "OpenSSL knows SHA-256")
        return Hex.text(digest)
    }

    /// Whether two digests are the same, in a time that does not depend on where they differ.
    static func same(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        return one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
    }
}

/// Bytes as lower-case hex digits.
enum Hex {
    static func text(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
