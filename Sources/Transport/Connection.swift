/// Hears what comes over a connection. Called on its loop.
protocol ConnectionDelegate: AnyObject {
    /// Bytes, decrypted; the span lives until the call returns.
    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop)
    /// The peer will send no more (FIN or `close_notify`); we may still send.
    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop)
    /// The bytes waiting passed the high-water mark, or fell below half of it.
    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop)
    /// It has ended, by either side or an error (`nil` for none). Called exactly once, never from within a call of ours.
    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop)
}

/// Why a connection was lost.
enum ConnectionError: Error, Hashable, Sendable {
    /// `errno` of a call.
    case system(operation: String, errno: Int32)
    /// OpenSSL's words.
    case tls(String)
    /// Nothing could be written for too long.
    case writeStalled
    /// The loop went down.
    case loopEnded
}

/// Socket, optional TLS and outbound queue: bytes in, bytes out. What is written leaves before the loop sleeps again.
final class Connection {
    /// Hears what comes. May be exchanged, as by an upgrade; bytes that came before stay with whoever got them.
    var delegate: (any ConnectionDelegate)?

    /// The other side.
    let peer: SocketAddress

    init(peer: SocketAddress) { self.peer = peer }

    /// Queues bytes.
    func write(_ bytes: Span<UInt8>, on loop: isolated EventLoop) { fatalError("stub") }

    /// Lets a serializer append to the queue itself; nothing is copied twice.
    func write(on loop: isolated EventLoop, appending body: (inout [UInt8]) -> Void) { fatalError("stub") }

    /// Bytes waiting to be sent.
    var queuedByteCount: Int { fatalError("stub") }

    /// Stops and resumes reading, for back-pressure.
    func setReading(_ reading: Bool, on loop: isolated EventLoop) { fatalError("stub") }

    /// Sends what is queued, then `close_notify` and FIN, then waits for the peer's end for a moment and closes.
    func close(on loop: isolated EventLoop) { fatalError("stub") }

    /// Closes at once; what is queued is lost.
    func abort(on loop: isolated EventLoop) { fatalError("stub") }
}
