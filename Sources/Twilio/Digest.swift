import COpenSSL

/// OpenSSL's digests of bytes that are all there.
enum Digest {
    /// RFC 2104.
    static func hmac(_ algorithm: RequestSignature.Algorithm, key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let hash =
            switch algorithm {
            case .hmacSHA1: EVP_sha1()
            case .hmacSHA256: EVP_sha256()
            }
        let result = HMAC(hash, key, Int32(clamping: key.count), message, message.count, &digest, &length)
        precondition(result != nil, "OpenSSL knows SHA-1 and SHA-256")
        return Array(digest.prefix(Int(length)))
    }

    /// FIPS 180-4.
    static func sha256(_ message: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        let result = EVP_Digest(message, message.count, &digest, nil, EVP_sha256(), nil)
        precondition(result == 1, "OpenSSL knows SHA-256")
        return digest
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
    }
}
