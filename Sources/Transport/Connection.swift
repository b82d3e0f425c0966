/// Socket, optional TLS and outbound queue: bytes in, bytes out. What is written leaves before the loop sleeps again.
///
/// It is handed out unopened: call `start`, or let go of it, which closes it. From then on the loop holds it, and it
/// holds its delegate, until it has ended.
final class Connection {
    /// Its life. Who ends it, and how:
    ///
    /// 1. We call `close`: `flushing` until all is sent, FIN, `lingering` until the peer's FIN or a moment has passed.
    /// 2. We call `abort`: `ended` at once.
    /// 3. A call fails, TLS does, nothing can be written for too long, or the loop goes down: `ended`, with the error.
    ///
    /// The peer's end alone ends nothing: we may still have something to say. `ended` becomes `closed` at the end of the
    /// pass, when the delegate is told, so that it never hears of it from within a call of its own.
    enum Phase {
        case unopened
        /// The handshake of a connection that nobody has yet; then it is `unopened` again.
        case securing
        case open
        case flushing
        case lingering
        case ended(ConnectionError?)
        case closed
    }

    /// From the first byte to the last of a handshake with a peer that dialled us.
    var handshakeLimit = Duration.seconds(10)

    /// After our end we go on reading for so long, and drop what comes: closing a socket with unread bytes would send a
    /// reset, which destroys what we sent last on its way.
    var lingeringLimit = Duration.seconds(2)

    /// Hears what comes. May be exchanged, as by an upgrade; bytes that came before stay with whoever got them.
    var delegate: (any ConnectionDelegate)?

    /// The other side.
    let peer: SocketAddress

    /// As many bytes may wait before the delegate hears of congestion. 256 KiB, the limit of a media socket.
    var highWaterMark = 256 << 10

    /// The peer may take nothing for so long while bytes wait; then the connection is given up.
    var stallLimit = Duration.seconds(15)

    /// Held until the connection has ended, whoever its delegate is by then: its place among those a server counts.
    var place: AnyObject?

    // What follows belongs to this file and its facets, `Connection+….swift`.

    var socket: Socket?
    /// `nil` for plain TCP.
    var secure: SecureLayer?
    var outbound = OutboundQueue()
    var phase = Phase.unopened
    var watch: Watch?
    var interest: Epoll.Readiness = []
    /// Whether the loop will look after it at the end of the pass.
    var isListed = false
    var wantsToRead = true
    var peerHasEnded = false
    /// Whether the system took less than it was given and says when there is room.
    var isBlocked = false
    var isCongested = false
    /// Set once sending has failed, while what the peer said last is still read.
    var writeError: ConnectionError?
    var lastProgress = ContinuousClock.Instant.now
    var stallTimer: EventLoop.TimerID?
    /// Of the handshake, later of lingering.
    var phaseTimer: EventLoop.TimerID?
    /// Whether something moved since the loop last looked whether it rests.
    var hasMoved = false
    /// Whether the loop will look.
    var isWatchedForRest = false
    /// Told when the handshake of `securing` is over.
    var secured: ((ConnectionError?) -> Void)?

    /// Takes over a connected socket, and a session that has not begun.
    init(_ socket: consuming Socket, peer: SocketAddress, tls session: consuming TLSSession? = nil) {
        self.peer = peer
        socket.setNoDelay()
        self.socket = consume socket
        if let session = consume session { secure = SecureLayer(session) }
    }

    /// Gives it its first delegate and starts reading. Called once.
    func start(_ delegate: any ConnectionDelegate, on loop: isolated EventLoop) {
        self.delegate = delegate
        open(as: .open, on: loop)
        limitHandshake(on: loop)
    }

    /// Queues bytes. Without effect once closing.
    func write(_ bytes: Span<UInt8>, on loop: isolated EventLoop) {
        guard takesWrites, !bytes.isEmpty else { return }
        if secure == nil { outbound.append(bytes) } else { secure?.append(bytes) }
        list(on: loop)
    }

    /// Lets a serializer append to the queue itself; nothing is copied twice. It must leave alone what is there, and must
    /// not call the connection. Not called once closing.
    func write(on loop: isolated EventLoop, appending body: (inout [UInt8]) -> Void) {
        guard takesWrites else { return }
        if secure == nil { outbound.append(by: body) } else { secure?.append(by: body) }
        list(on: loop)
    }

    /// Bytes waiting to be sent.
    var queuedByteCount: Int { outbound.count + (secure?.unsealedByteCount ?? 0) }

    /// Stops and resumes reading, for back-pressure. After `false` nothing more is received until `true`.
    func setReading(_ reading: Bool, on loop: isolated EventLoop) {
        guard wantsToRead != reading else { return }
        wantsToRead = reading
        list(on: loop)
    }

    /// Sends what is queued, then `close_notify` and FIN, then waits for the peer's end for a moment and closes.
    /// Nothing more is received.
    func close(on loop: isolated EventLoop) {
        switch phase {
        case .unopened:
            open(as: .flushing, on: loop)
            limitHandshake(on: loop)
        case .open:
            phase = .flushing
            list(on: loop)
        case .securing, .flushing, .lingering, .ended, .closed:
            break
        }
    }

    /// Closes at once; what is queued is lost.
    func abort(on loop: isolated EventLoop) { end(nil, on: loop) }
}

extension Connection: Watcher {
    func ready(_ readiness: Epoll.Readiness, on loop: isolated EventLoop) {
        stir(on: loop)
        if readiness.contains(.writable) {
            isBlocked = false
            list(on: loop)
        }
        guard readiness != .writable else { return }
        if isReading {
            receive(on: loop)
        } else if readiness.contains(.failed) || readiness.contains(.hungUp) {
            // Not read, so it would be reported for ever; and nothing more can be sent either.
            end(writeError ?? .system(operation: "recv", errno: socket?.pendingError() ?? 0), on: loop)
        }
    }

    func loopWillEnd(on loop: isolated EventLoop) { end(.loopEnded, on: loop) }

    /// Sends what the pass made ready, moves on with closing, and tells the delegate what it must not hear earlier.
    func endPass(on loop: isolated EventLoop) {
        isListed = false
        receiveHeld(on: loop)
        flush(on: loop)
        closeWhenFlushed(on: loop)
        if case .ended(let error) = phase {
            finish(error, on: loop)
        } else {
            updateInterest(on: loop)
            tellCongestion(on: loop)
        }
    }

    /// Has the loop call `endPass`.
    func list(on loop: isolated EventLoop) {
        if case .closed = phase { return }
        stir(on: loop)
        guard !isListed else { return }
        isListed = true
        loop.lookAfter(self)
    }
}
