import COpenSSL

/// What OpenSSL reads from and writes to in place of a socket: a span of what came, and an array to append to. Both are
/// lent for one call, so no connection keeps buffers here; the usual memory BIO would keep the largest it ever had.
struct TLSPipe {
    /// What came from the peer and was not yet read.
    var incoming = UnsafeRawBufferPointer(start: nil, count: 0)
    /// Where bytes for the peer go; `nil` between calls.
    var outgoing: UnsafeMutablePointer<[UInt8]>?
    /// A session to resume from that the call brought, ours to free. Of several the last: each connection uses one up
    /// and brings one, so there are soon as many as are ever opened at once.
    var session: OpaquePointer?

    /// A new end for a session, whose data is to be a pointer to a pipe.
    static func makeBIO() throws(TLSError) -> OpaquePointer {
        ERR_clear_error()
        guard let bio = BIO_new(OpaquePointer(bitPattern: methodAddress)) else {
            throw TLSError(readingQueueAfter: "BIO_new")
        }
        return bio
    }

    /// The `BIO_METHOD` of all pipes, as a number because a pointer is not `Sendable`. It is only read once made.
    private static let methodAddress = UInt(bitPattern: makeMethod())

    /// The functions that OpenSSL calls.
    private static func makeMethod() -> OpaquePointer? {
        guard let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "pipe") else { return nil }
        BIO_meth_set_read(method) { bio, buffer, count in
            guard let pipe = TLSPipe.of(bio), let buffer, count > 0 else { return -1 }
            return pipe.pointee.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: Int(count)), bio)
        }
        BIO_meth_set_write(method) { bio, bytes, count in
            guard let outgoing = TLSPipe.of(bio)?.pointee.outgoing, let bytes, count >= 0 else { return -1 }
            outgoing.pointee.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: Int(count)))
            return count
        }
        BIO_meth_set_ctrl(method) { _, command, _, _ in
            // Flushing has nothing to do and succeeds; OpenSSL asks for nothing else that must.
            command == BIO_CTRL_FLUSH ? 1 : 0
        }
        return method
    }

    /// Puts a session that OpenSSL offers into the pipe of the connection it came over.
    static func keep(_ session: OpaquePointer?, from handle: OpaquePointer?) -> Bool {
        guard let pipe = TLSPipe.of(SSL_get_rbio(handle)) else { return false }
        SSL_SESSION_free(pipe.pointee.session)
        pipe.pointee.session = session
        return true
    }

    private static func of(_ bio: OpaquePointer?) -> UnsafeMutablePointer<TLSPipe>? {
        BIO_get_data(bio)?.assumingMemoryBound(to: TLSPipe.self)
    }

    private mutating func read(into buffer: UnsafeMutableRawBufferPointer, _ bio: OpaquePointer?) -> Int32 {
        BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
        guard !incoming.isEmpty else {
            BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
            return -1
        }
        let count = min(buffer.count, incoming.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: incoming[..<count]))
        incoming = UnsafeRawBufferPointer(rebasing: incoming[count...])
        return Int32(count)
    }
}
