import COpenSSL

/// What a client keeps of a TLS connection so that the next one to the same peer can resume it: fewer bytes, no
/// certificate, no signature. RFC 8446, 2.2; RFC 5077 before it.
final class TLSResumption: Sendable {
    /// The `SSL_SESSION`, as a number because a pointer is not `Sendable`. OpenSSL counts its references atomically.
    private let address: UInt

    /// When the server's chain was verified: in a full handshake. A session that a resumed one brought has its time, or
    /// one call an hour would put the next look at the chain off for ever.
    let verifiedAt: ContinuousClock.Instant

    /// Takes over a reference.
    init(owning session: OpaquePointer, verifiedAt: ContinuousClock.Instant) {
        address = UInt(bitPattern: session)
        self.verifiedAt = verifiedAt
    }

    deinit { SSL_SESSION_free(session) }

    /// RFC 8446, C.4: a ticket that is used twice lets an onlooker tell that both connections are the same client's.
    /// TLS 1.2 sends its sessions in the clear in any case, and servers issue one for many connections.
    var isForOneUse: Bool { SSL_SESSION_get_protocol_version(session) >= TLS1_3_VERSION }

    /// Whether the certificate that was verified then is for this name, and valid still. A resumed handshake shows none.
    func isGood(for name: String) -> Bool {
        guard let certificate = SSL_SESSION_get0_peer(session),
            SSL_SESSION_is_resumable(session) == 1,
            X509_cmp_current_time(X509_get0_notAfter(certificate)) > 0
        else { return false }
        if SocketAddress(host: name, port: 0) != nil { return X509_check_ip_asc(certificate, name, 0) == 1 }
        let flags = UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS)
        return X509_check_host(certificate, name, name.utf8.count, flags, nil) == 1
    }

    /// Has a connection that has not begun ask for it. Where the server will not have it, the handshake is a full one.
    func offer(by handle: OpaquePointer) {
        if SSL_set_session(handle, session) != 1 { ERR_clear_error() }
    }

    private var session: OpaquePointer? { OpaquePointer(bitPattern: address) }
}
