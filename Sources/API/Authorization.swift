import COpenSSL
import HTTP
import Transport

/// Decides who may use the API: whoever has the key, or, where none is set, whoever sits at this machine.
struct Authorization {
    private let keyDigest: [UInt8]?

    init(apiKey: String?) { keyDigest = apiKey.map { Self.digest($0) } }

    func check(_ request: HTTPRequest, from peer: SocketAddress) throws(APIError) {
        guard let keyDigest else { return try checkLocal(request, from: peer) }
        let values = request.headers.values("Authorization")
        guard values.count == 1, let token = Self.bearerToken(values[0]) else { throw .unauthorized }
        // Digests have one length and no relation to the text: comparing them tells nothing of the key.
        let digest = Self.digest(token)
        guard CRYPTO_memcmp(digest, keyDigest, keyDigest.count) == 0 else { throw .unauthorized }
    }

    /// A tunnel or a proxy on this machine comes from a loopback address too. It gives itself away by the host it was
    /// asked for or by what it adds; one that hides both must not be used without a key.
    private func checkLocal(_ request: HTTPRequest, from peer: SocketAddress) throws(APIError) {
        let traces = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"]
        guard peer.isLoopback, let host = request.headers["Host"], Self.isLocal(host: host),
            traces.allSatisfy({ request.headers[$0] == nil })
        else { throw .localOnly }
    }

    /// `localhost`, `127.0.0.1` or `[::1]`, with or without a port. The name of the host that a browser was lured to
    /// (DNS rebinding) is none of these.
    private static func isLocal(host: String) -> Bool {
        let name: Substring
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return false }
            name = host[host.index(after: host.startIndex)..<end]
        } else {
            name = host.prefix { $0 != ":" }
        }
        return name.lowercased() == "localhost" || SocketAddress(host: String(name), port: 0)?.isLoopback == true
    }

    /// RFC 6750, 2.1; the scheme's case does not matter (RFC 9110, 11.1).
    private static func bearerToken(_ value: String) -> String? {
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    private static func digest(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        let result = EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
        precondition(result == 1, "OpenSSL knows SHA-256")
        return digest
    }
}
