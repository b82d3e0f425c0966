import COpenSSL
import Glibc
import Synchronization

/// TLS settings shared by many connections: 1.2 or later, forward secrecy, no compression, no renegotiation, no early data.
///
/// A client resumes sessions: every call opens a new connection to the agents' host. What it keeps is kept here, so it
/// never crosses from one set of trusted authorities to another.
///
/// A listener resumes none. Tickets are sealed with a key that lives as long as the `SSL_CTX`, which is as long as the
/// certificate stays; whoever steals it can read what was said under every ticket of that time (TLS 1.2) or pass for its
/// holder (1.3). Keys that rotate, or a table of sessions with a bound, would cure that, and save a fraction of a
/// millisecond once in a call that lasts minutes: not worth it. `voicebridge bench tls` shows the saving.
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

    /// What a client may resume. Asked for twice in a connection's life, so a lock is cheap enough.
    private let resumptions = Mutex(TLSResumptionCache())

    /// For connections we open: the system's trust store, and the certificates of one more PEM file where named.
    public init(clientTrusting extraAuthorityFile: String? = nil, resumesSessions: Bool = true) throws(TLSError) {
        role = .client
        address = try Self.makeContext(TLS_client_method())
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        if let context, resumesSessions {
            copenssl_hand_out_sessions(context) { handle, session in TLSPipe.keep(session, from: handle) ? 1 : 0 }
        } else if let context {
            copenssl_forbid_resumption(context)
        }
        guard SSL_CTX_set_default_verify_paths(context) == 1 else {
            throw TLSError(readingQueueAfter: "system trust store")
        }
        guard let file = extraAuthorityFile else { return }
        ERR_clear_error()
        guard SSL_CTX_load_verify_file(context, file) == 1 else {
            throw TLSError(readingQueueAfter: "certificate authority file \(file)", file: file)
        }
    }

    /// For connections we accept: PEM files, the chain leaf first. The key must not need a passphrase. Whatever name a
    /// client asks for, it gets this certificate, and judges it itself.
    public convenience init(certificateChainFile: String, privateKeyFile: String) throws(TLSError) {
        try self.init(certificateChainFile: certificateChainFile, privateKeyFile: privateKeyFile, offersTickets: false)
    }

    /// As above; with tickets for benchmarks and tests of clients, since nobody changes their keys.
    package init(certificateChainFile: String, privateKeyFile: String, offersTickets: Bool) throws(TLSError) {
        role = .server
        address = try Self.makeContext(TLS_server_method())
        if let context, !offersTickets { copenssl_forbid_resumption(context) }
        // A key with a passphrase is refused; without this OpenSSL would ask at the terminal, and wait.
        SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in -1 }
        ERR_clear_error()
        guard SSL_CTX_use_certificate_chain_file(context, certificateChainFile) == 1 else {
            throw TLSError(
                readingQueueAfter: "certificate chain file \(certificateChainFile)", file: certificateChainFile)
        }
        ERR_clear_error()
        // Setting the key compares it with a certificate of its own kind; the check, with the one that is there.
        guard SSL_CTX_use_PrivateKey_file(context, privateKeyFile, SSL_FILETYPE_PEM) == 1,
            SSL_CTX_check_private_key(context) == 1
        else {
            throw TLSError(readingQueueAfter: "private key file \(privateKeyFile)", file: privateKeyFile)
        }
    }

    deinit { SSL_CTX_free(context) }

    /// A new `SSL`, which holds a reference to the context; its owner frees it.
    func makeHandle() throws(TLSError) -> OpaquePointer {
        ERR_clear_error()
        guard let handle = SSL_new(context) else { throw TLSError(readingQueueAfter: "SSL_new") }
        return handle
    }

    /// Keeps a session that a server offered.
    func keep(_ resumption: TLSResumption, for peer: TLSPeer) {
        resumptions.withLock { $0.keep(resumption, for: peer) }
    }

    /// Takes out a session that a connection to this peer may resume.
    func takeResumption(for peer: TLSPeer) -> TLSResumption? {
        let resumption = resumptions.withLock { $0.take(for: peer, at: .now) }
        guard let resumption, resumption.isGood(for: peer.name) else { return nil }
        return resumption
    }

    /// For benchmarks and tests: no version beyond this one. Only before the first connection.
    func limit(to version: Int32) {
        guard let context else { return }
        precondition(copenssl_limit_version(context, version) == 1, "a version that OpenSSL has")
    }

    private var context: OpaquePointer? { OpaquePointer(bitPattern: address) }

    private static func makeContext(_ protocolMethod: OpaquePointer?) throws(TLSError) -> UInt {
        ERR_clear_error()
        guard let context = SSL_CTX_new(protocolMethod) else { throw TLSError(readingQueueAfter: "SSL_CTX_new") }
        copenssl_forbid_weak_features(context)
        copenssl_release_idle_buffers(context)
        // RFC 9325, 4.2: AEAD with ephemeral keys. TLS 1.3 has nothing else. RFC 8446, 8: early data can be replayed.
        guard copenssl_require_tls_1_2(context) == 1, copenssl_set_groups(context) == 1,
            SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1,
            SSL_CTX_set_max_early_data(context, 0) == 1
        else {
            defer { SSL_CTX_free(context) }
            throw TLSError(readingQueueAfter: "TLS settings")
        }
        return UInt(bitPattern: context)
    }
}
