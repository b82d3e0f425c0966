import COpenSSL
import FoundationEssentials

/// The key of an upgrade request and its proof (RFC 6455, 4.1 and 4.2.2): a server that answers with the proof speaks
/// WebSocket and did not take the request for another one.
enum HandshakeKey {
    /// A fresh key: 16 random bytes in Base64.
    static func random() -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        RandomBytes.fill(&bytes)
        return Data(bytes).base64EncodedString()
    }

    /// Whether it is 16 bytes in Base64.
    static func isValid(_ key: String) -> Bool {
        key.utf8.count == 24 && Data(base64Encoded: key)?.count == 16
    }

    /// The value of `Sec-WebSocket-Accept`: SHA-1 of the key and the protocol's GUID, in Base64 (RFC 6455, 4.2.2).
    static func accept(_ key: String) -> String {
        let text = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
        var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
        let done = EVP_Digest(text, text.count, &digest, nil, EVP_sha1(), nil)
        precondition(done == 1, "OpenSSL has SHA-1")
        return Data(digest).base64EncodedString()
    }
}
