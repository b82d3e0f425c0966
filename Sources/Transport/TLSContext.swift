import COpenSSL
import Glibc

/// TLS settings shared by many connections: 1.2 or later, forward secrecy, no compression, no renegotiation.
public final class TLSContext: Sendable {
    /// Who speaks first.
    enum Role: Sendable {
        case client
        case server
    }

    let role: Role

    /// The `SSL_CTX`, as a number because a pointer is not `Sendable`. OpenSSL counts its references atomically and
    /// locks what sessions of several threads share in it; we change nothing once `init` has returned.
    private let address: UInt

    /// The `BIO_METHOD` of this context's sessions. It is only read once made.
    private let methodAddress: UInt

    /// For connections we open: the system's trust store, and the certificates of one more PEM file where named.
    public init(clientTrusting extraAuthorityFile: String? = nil) throws(TLSError) {
        role = .client
        (address, methodAddress) = try Self.makeContext(TLS_client_method())
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        guard SSL_CTX_set_default_verify_paths(context) == 1 else {
            throw TLSError(readingQueueAfter: "system trust store")
        }
        guard let file = extraAuthorityFile else { return }
        ERR_clear_error()
        guard SSL_CTX_load_verify_file(context, file) == 1 else {
            throw TLSError(readingQueueAfter: "certificate authority file \(file)")
        }
    }

    /// For connections we accept: PEM files, the chain leaf first. The key must not need a passphrase.
    public init(certificateChainFile: String, privateKeyFile: String) throws(TLSError) {
        role = .server
        (address, methodAddress) = try Self.makeContext(TLS_server_method())
        // A key with a passphrase is refused; without this OpenSSL would ask at the terminal, and wait.
        SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in -1 }
        guard SSL_CTX_use_certificate_chain_file(context, certificateChainFile) == 1 else {
            throw TLSError(readingQueueAfter: "certificate chain file \(certificateChainFile)")
        }
        guard SSL_CTX_use_PrivateKey_file(context, privateKeyFile, SSL_FILETYPE_PEM) == 1 else {
            throw TLSError(readingQueueAfter: "private key file \(privateKeyFile)")
        }
    }

    deinit {
        SSL_CTX_free(context)
        BIO_meth_free(method)
    }

    /// A new `SSL`, which holds a reference to the context; its owner frees it.
    func makeHandle() throws(TLSError) -> OpaquePointer {
        ERR_clear_error()
        guard let handle = SSL_new(context) else { throw TLSError(readingQueueAfter: "SSL_new") }
        return handle
    }

    /// A new end of a pipe for a session.
    func makeBIO() throws(TLSError) -> OpaquePointer {
        guard let bio = BIO_new(method) else { throw TLSError(readingQueueAfter: "BIO_new") }
        return bio
    }

    private var context: OpaquePointer? { OpaquePointer(bitPattern: address) }
    private var method: OpaquePointer? { OpaquePointer(bitPattern: methodAddress) }

    private static func makeContext(_ protocolMethod: OpaquePointer?) throws(TLSError) -> (UInt, UInt) {
        ERR_clear_error()
        guard let context = SSL_CTX_new(protocolMethod) else { throw TLSError(readingQueueAfter: "SSL_CTX_new") }
        copenssl_forbid_weak_features(context)
        copenssl_release_idle_buffers(context)
        // RFC 9325, 4.2: AEAD with ephemeral keys. TLS 1.3 has nothing else.
        guard copenssl_require_tls_1_2(context) == 1,
            SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1
        else {
            defer { SSL_CTX_free(context) }
            throw TLSError(readingQueueAfter: "TLS settings")
        }
        guard let method = TLSPipe.makeMethod() else {
            defer { SSL_CTX_free(context) }
            throw TLSError(readingQueueAfter: "BIO_meth_new")
        }
        return (UInt(bitPattern: context), UInt(bitPattern: method))
    }
}
