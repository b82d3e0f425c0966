import COpenSSL

/// HMAC-SHA256 (RFC 2104) of a message that comes in pieces, so that one of many megabytes need not be kept.
final class HMACSHA256 {
    /// The block of SHA-256 (FIPS 180-4).
    private static let blockSize = 64

    private let context: OpaquePointer
    private let outerKey: [UInt8]

    init(key: [UInt8]) {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("OpenSSL has no memory") }
        self.context = context
        var block = key.count > Self.blockSize ? Self.digest(key) : key
        block += [UInt8](repeating: 0, count: Self.blockSize - block.count)
        outerKey = block.map { $0 ^ 0x5C }
        precondition(EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1, "OpenSSL knows SHA-256")
        let innerKey = block.map { $0 ^ 0x36 }
        receive(innerKey.span)
    }

    deinit { EVP_MD_CTX_free(context) }

    func receive(_ piece: Span<UInt8>) {
        let result = piece.withUnsafeBufferPointer { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        precondition(result == 1, "SHA-256 takes any bytes")
    }

    /// Ends the message: the 32 bytes, as 64 lower-case digits.
    func hexadecimal() -> [UInt8] {
        var inner = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        precondition(EVP_DigestFinal_ex(context, &inner, nil) == 1, "SHA-256 ends once")
        let digits = Array("0123456789abcdef".utf8)
        return Self.digest(outerKey + inner).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
    }

    private static func digest(_ message: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        let result = EVP_Digest(message, message.count, &digest, nil, EVP_sha256(), nil)
        precondition(result == 1, "OpenSSL knows SHA-256")
        return digest
    }
}
