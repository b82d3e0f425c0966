import COpenSSL
import Glibc

/// One TLS connection as a machine with bytes on both sides; it owns no socket and no clock.
///
/// Sealed bytes come from and go to the peer, opened ones come from and go to us. Every call that may have something to
/// say to the peer appends it to `sealed`: an answer of the handshake, a record, an alert.
struct TLSSession: ~Copyable {
    /// How far a handshake came.
    enum Handshake: Equatable {
        /// More bytes of the peer's are needed.
        case needsMore
        case done
        case failed(TLSError)
    }

    /// What opening records brought.
    enum Opened: Equatable {
        /// So many bytes, at least one.
        case bytes(Int)
        /// More bytes of the peer's are needed.
        case needsMore
        /// `close_notify`: the peer sends no more.
        case end
        case failed(TLSError)
    }

    /// The most that one record opens to. RFC 8446, 5.1.
    static let recordByteCount = 16 << 10

    private let handle: OpaquePointer
    private let pipe: UnsafeMutablePointer<TLSPipe>
    /// Keeps what the session's BIO calls.
    private let context: TLSContext
    /// Whom a client's sessions may be resumed with.
    private let peer: TLSPeer?
    /// When the chain of the session offered was verified; `nil` where none was.
    private let offeredVerification: ContinuousClock.Instant?
    /// Why records can no longer be opened, once what came before has been handed out.
    private var failure: TLSError?

    /// Starts a session. A client verifies that the certificate is for `serverName`, a DNS name or a numeric address;
    /// a server has none. Where an earlier connection to this name and port left a session, it is resumed if the server
    /// will have it.
    init(_ context: TLSContext, serverName: String? = nil, port: Int = 443) throws(TLSError) {
        let handle = try Self.makeHandle(context, serverName)
        let bio: OpaquePointer
        do {
            bio = try TLSPipe.makeBIO()
        } catch {
            SSL_free(handle)
            throw error
        }
        pipe = .allocate(capacity: 1)
        pipe.initialize(to: TLSPipe())
        BIO_set_data(bio, pipe)
        BIO_set_init(bio, 1)
        // The session owns the BIO, once for both directions.
        SSL_set_bio(handle, bio, bio)
        self.handle = handle
        self.context = context
        peer = context.role == .client ? serverName.map { TLSPeer(name: $0, port: port) } : nil
        let resumption = peer.flatMap { context.takeResumption(for: $0) }
        offeredVerification = resumption?.verifiedAt
        resumption?.offer(by: handle)
    }

    deinit {
        SSL_free(handle)
        pipe.deallocate()
    }

    /// Moves the handshake on with what came, which shrinks as it is read. A client starts with nothing.
    func handshake(_ incoming: inout UnsafeRawBufferPointer, sealed: inout [UInt8]) -> Handshake {
        let (result, reason) = call(&incoming, &sealed) { SSL_do_handshake(handle) }
        if result == 1 { return finishHandshake() }
        switch reason {
        case SSL_ERROR_WANT_READ: return .needsMore
        default: return .failed(handshakeError())
        }
    }

    /// Whether an earlier session was resumed.
    var isResumed: Bool { SSL_session_reused(handle) == 1 }

    /// Opens records into a buffer until it cannot take another, or what came is used up.
    mutating func open(
        _ incoming: inout UnsafeRawBufferPointer, into buffer: UnsafeMutableRawBufferPointer, sealed: inout [UInt8]
    ) -> Opened {
        if let failure { return .failed(failure) }
        var filled = 0
        while buffer.count - filled >= Self.recordByteCount {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let (count, reason) = call(&incoming, &sealed) {
                SSL_read(handle, room.baseAddress, Int32(clamping: room.count))
            }
            if count > 0 {
                filled += Int(count)
                continue
            }
            let stop = stop(for: reason)
            guard filled > 0 else { return stop }
            // What was opened before the end or the failure comes first. OpenSSL repeats an end, but no reason.
            if case .failed(let error) = stop { failure = error }
            break
        }
        return .bytes(filled)
    }

    /// Seals bytes into records.
    func seal(_ bytes: UnsafeRawBufferPointer, sealed: inout [UInt8]) throws(TLSError) {
        var rest = bytes
        while !rest.isEmpty {
            var nothing = UnsafeRawBufferPointer(start: nil, count: 0)
            let (count, _) = call(&nothing, &sealed) {
                SSL_write(handle, rest.baseAddress, Int32(clamping: rest.count))
            }
            guard count > 0 else { throw TLSError(readingQueueAfter: "TLS record") }
            rest = UnsafeRawBufferPointer(rebasing: rest[Int(count)...])
        }
    }

    /// Says that we send no more (`close_notify`). RFC 8446, 6.1.
    func sealEnd(sealed: inout [UInt8]) {
        var nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        _ = call(&nothing, &sealed) { SSL_shutdown(handle) }
    }
}

private extension TLSSession {
    /// Lends both directions for one call of OpenSSL's, and reads why it stopped before anything else is called.
    func call(
        _ incoming: inout UnsafeRawBufferPointer, _ sealed: inout [UInt8], _ body: () -> Int32
    ) -> (result: Int32, reason: Int32) {
        ERR_clear_error()
        return withUnsafeMutablePointer(to: &sealed) { outgoing in
            pipe.pointee = TLSPipe(incoming: incoming, outgoing: outgoing)
            let result = body()
            let reason = result > 0 ? SSL_ERROR_NONE : SSL_get_error(handle, result)
            incoming = pipe.pointee.incoming
            let session = pipe.pointee.session
            pipe.pointee = TLSPipe()
            if let session, let peer { context.keep(resumption(owning: session), for: peer) }
            return (result, reason)
        }
    }

    func resumption(owning session: OpaquePointer) -> TLSResumption {
        let verifiedAt = isResumed ? offeredVerification : nil
        return TLSResumption(owning: session, verifiedAt: verifiedAt ?? .now)
    }

    /// A certificate is verified in a full handshake only; a resumed one has the verdict of the session it resumes. So it
    /// is asked for here, whichever it was.
    func finishHandshake() -> Handshake {
        guard let peer else { return .done }
        guard SSL_get_verify_result(handle) == Int(X509_V_OK) else { return .failed(handshakeError()) }
        // It has served well and may serve again; RFC 8446, C.4 says so of no session of TLS 1.3.
        if isResumed, let session = SSL_get1_session(handle) {
            let resumption = resumption(owning: session)
            if !resumption.isForOneUse { context.keep(resumption, for: peer) }
        }
        return .done
    }

    func stop(for reason: Int32) -> Opened {
        switch reason {
        case SSL_ERROR_WANT_READ: .needsMore
        case SSL_ERROR_ZERO_RETURN: .end
        default: .failed(TLSError(readingQueueAfter: "TLS record"))
        }
    }

    static func makeHandle(_ context: TLSContext, _ serverName: String?) throws(TLSError) -> OpaquePointer {
        let handle = try context.makeHandle()
        switch context.role {
        case .server:
            SSL_set_accept_state(handle)
        case .client:
            SSL_set_connect_state(handle)
            do {
                try verify(handle, serverName ?? "")
            } catch {
                SSL_free(handle)
                throw error
            }
        }
        return handle
    }

    /// Demands a certificate for this name, and asks for it.
    static func verify(_ handle: OpaquePointer, _ serverName: String) throws(TLSError) {
        guard !serverName.isEmpty, !serverName.utf8.contains(0) else {
            throw TLSError("a client must name the server it expects")
        }
        if SocketAddress(host: serverName, port: 0) != nil {
            // RFC 6066, 3: SNI takes names only.
            guard X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(handle), serverName) == 1 else {
                throw TLSError(readingQueueAfter: "server address \(serverName)")
            }
            return
        }
        // RFC 9525, 6.3: a wildcard stands for a whole label.
        SSL_set_hostflags(handle, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        guard SSL_set1_host(handle, serverName) == 1, copenssl_set_server_name(handle, serverName) == 1 else {
            throw TLSError(readingQueueAfter: "server name \(serverName)")
        }
    }

    /// A certificate that was refused is worth more words than "certificate verify failed".
    func handshakeError() -> TLSError {
        let error = TLSError(readingQueueAfter: "TLS handshake")
        let verdict = SSL_get_verify_result(handle)
        guard verdict != Int(X509_V_OK), let reason = X509_verify_cert_error_string(verdict) else { return error }
        return TLSError("certificate refused: \(String(cString: reason))")
    }
}
