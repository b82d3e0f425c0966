/// Socket, optional TLS and outbound queue: bytes in, bytes out. What is written leaves before the loop sleeps again.
///
/// It is handed out unopened: call `start`, or let go of it, which closes it. From then on the loop holds it, and it
/// holds its delegate, until it has ended.
final class Connection {
    /// Its life. Who ends it, and how:
    ///
    /// 1. We call `close`: `flushing` until all is sent, FIN, `lingering` until the peer's FIN or a moment has passed.
    /// 2. We call `abort`: `ended` at once.
    /// 3. A call fails, nothing can be written for too long, or the loop goes down: `ended`, with the error.
    ///
    /// The peer's end alone ends nothing: we may still have something to say. `ended` becomes `closed` at the end of the
    /// pass, when the delegate is told, so that it never hears of it from within a call of its own.
    private enum Phase {
        case unopened
        case open
        case flushing
        case lingering
        case ended(ConnectionError?)
        case closed
    }

    /// 64 KiB of what the peer still sends after our end are swallowed in each pass, for two seconds: closing a socket
    /// with unread bytes would send a reset, which destroys what we sent last on its way.
    private static let lingeringLimit = Duration.seconds(2)

    /// Hears what comes. May be exchanged, as by an upgrade; bytes that came before stay with whoever got them.
    var delegate: (any ConnectionDelegate)?

    /// The other side.
    let peer: SocketAddress

    /// As many bytes may wait before the delegate hears of congestion. 256 KiB, the limit of a media socket.
    var highWaterMark = 256 << 10

    /// The peer may take nothing for so long while bytes wait; then the connection is given up.
    var stallLimit = Duration.seconds(15)

    private var socket: Socket?
    private var outbound = OutboundQueue()
    private var phase = Phase.unopened
    private var watch: Watch?
    private var interest: Epoll.Readiness = []
    private var isListed = false
    private var wantsToRead = true
    private var peerHasEnded = false
    private var isBlocked = false
    private var isCongested = false
    private var writeError: ConnectionError?
    private var lastProgress: ContinuousClock.Instant?
    private var stallTimer: EventLoop.TimerID?
    private var lingeringTimer: EventLoop.TimerID?

    /// Takes over a connected socket.
    init(_ socket: consuming Socket, peer: SocketAddress) {
        self.peer = peer
        socket.setNoDelay()
        self.socket = consume socket
    }

    /// Gives it its first delegate and starts reading. Called once.
    func start(_ delegate: any ConnectionDelegate, on loop: isolated EventLoop) {
        self.delegate = delegate
        open(on: loop)
    }

    /// Queues bytes. Without effect once closing.
    func write(_ bytes: Span<UInt8>, on loop: isolated EventLoop) {
        guard takesWrites, bytes.count > 0 else { return }
        outbound.append(bytes)
        list(on: loop)
    }

    /// Lets a serializer append to the queue itself; nothing is copied twice. The serializer must not call the
    /// connection. Not called once closing.
    func write(on loop: isolated EventLoop, appending body: (inout [UInt8]) -> Void) {
        guard takesWrites else { return }
        outbound.append(by: body)
        list(on: loop)
    }

    /// Bytes waiting to be sent.
    var queuedByteCount: Int { outbound.count }

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
            open(on: loop)
            guard case .open = phase else { return }
            phase = .flushing
        case .open:
            phase = .flushing
            list(on: loop)
        case .flushing, .lingering, .ended, .closed:
            break
        }
    }

    /// Closes at once; what is queued is lost.
    func abort(on loop: isolated EventLoop) { end(nil, on: loop) }
}

// MARK: - Called by the loop

extension Connection: Watcher {
    func ready(_ readiness: Epoll.Readiness, on loop: isolated EventLoop) {
        if readiness.contains(.writable) {
            isBlocked = false
            list(on: loop)
        }
        guard readiness != .writable else { return }
        if isReading {
            receive(on: loop)
        } else if readiness.contains(.failed) || readiness.contains(.hungUp) {
            // Not read, so it would be reported for ever; and nothing more can be sent either.
            end(.system(operation: "recv", errno: socket?.pendingError() ?? 0), on: loop)
        }
    }

    func loopWillEnd(on loop: isolated EventLoop) { end(.loopEnded, on: loop) }

    /// Sends what the pass made ready, moves on with closing, and tells the delegate what it must not hear earlier.
    func endPass(on loop: isolated EventLoop) {
        isListed = false
        flush(on: loop)
        closeWhenFlushed(on: loop)
        if case .ended(let error) = phase {
            finish(error, on: loop)
        } else {
            updateInterest(on: loop)
            tellCongestion(on: loop)
        }
    }
}

// MARK: - Receiving

private extension Connection {
    var isReading: Bool {
        guard !peerHasEnded else { return false }
        return switch phase {
        case .open: wantsToRead
        case .flushing, .lingering: true
        case .unopened, .ended, .closed: false
        }
    }

    func receive(on loop: isolated EventLoop) {
        guard let outcome = socket?.read(into: loop.readBuffer.memory) else { return }
        switch outcome {
        case .bytes(let count):
            guard case .open = phase else { return }
            let bytes = UnsafeRawBufferPointer(rebasing: loop.readBuffer.memory[..<count])
            bytes.withMemoryRebound(to: UInt8.self) { delegate?.connection(self, received: $0.span, on: loop) }
        case .wouldBlock:
            break
        case .end:
            receivedEnd(on: loop)
        case .failed(let code):
            end(writeError ?? .system(operation: "recv", errno: code), on: loop)
        }
    }

    func receivedEnd(on loop: isolated EventLoop) {
        peerHasEnded = true
        list(on: loop)
        if let writeError {
            end(writeError, on: loop)
        } else if case .open = phase {
            delegate?.connectionReceivedEnd(self, on: loop)
        }
    }
}

// MARK: - Sending

private extension Connection {
    var takesWrites: Bool {
        guard writeError == nil else { return false }
        return switch phase {
        case .unopened, .open: true
        case .flushing, .lingering, .ended, .closed: false
        }
    }

    func flush(on loop: isolated EventLoop) {
        guard !outbound.isEmpty, !isBlocked else { return }
        switch phase {
        case .open, .flushing: break
        case .unopened, .lingering, .ended, .closed: return
        }
        guard let outcome = outbound.withBytes({ socket?.write($0) }) else { return }
        switch outcome {
        case .bytes(let count):
            outbound.consume(count)
            lastProgress = loop.passStart
            if !outbound.isEmpty { block(on: loop) }
        case .wouldBlock:
            block(on: loop)
        case .failed(let code):
            failWriting(.system(operation: "send", errno: code), on: loop)
        }
    }

    /// The system took less than it was given: the rest waits until there is room.
    func block(on loop: isolated EventLoop) {
        isBlocked = true
        guard stallTimer == nil else { return }
        lastProgress = lastProgress ?? loop.passStart
        watchForStall(after: stallLimit, on: loop)
    }

    func watchForStall(after delay: Duration, on loop: isolated EventLoop) {
        stallTimer = loop.schedule(after: delay) {
            self.stallTimer = nil
            self.checkForStall(on: loop)
        }
    }

    /// The timer is not moved with every write: it looks, when it fires, how long ago the last progress was.
    func checkForStall(on loop: isolated EventLoop) {
        guard isBlocked, let lastProgress else { return }
        let waited = loop.passStart - lastProgress
        if waited >= stallLimit {
            end(.writeStalled, on: loop)
        } else {
            watchForStall(after: stallLimit - waited, on: loop)
        }
    }

    /// What the peer said before it went may still lie unread, such as its reason: it is read before we give up.
    func failWriting(_ error: ConnectionError, on loop: isolated EventLoop) {
        outbound.removeAll()
        writeError = error
        if !isReading { end(error, on: loop) }
    }

    func tellCongestion(on loop: isolated EventLoop) {
        let isOver = isCongested ? outbound.count > highWaterMark / 2 : outbound.count > highWaterMark
        guard isOver != isCongested else { return }
        isCongested = isOver
        if case .open = phase { delegate?.connection(self, isCongested: isOver, on: loop) }
    }
}

// MARK: - Opening and closing

private extension Connection {
    func list(on loop: isolated EventLoop) {
        if case .closed = phase { return }
        guard !isListed else { return }
        isListed = true
        loop.lookAfter(self)
    }

    func open(on loop: isolated EventLoop) {
        guard case .unopened = phase, let descriptor = socket?.descriptor.number else { return }
        phase = .open
        interest = isReading ? .readable : []
        do {
            watch = try loop.watch(descriptor, for: interest, self)
            list(on: loop)
        } catch {
            end(.system(operation: error.operation, errno: error.code), on: loop)
        }
    }

    func updateInterest(on loop: isolated EventLoop) {
        var wanted: Epoll.Readiness = isReading ? .readable : []
        if isBlocked { wanted.insert(.writable) }
        guard wanted != interest, let watch else { return }
        interest = wanted
        do {
            try loop.change(watch, to: wanted)
        } catch {
            end(.system(operation: error.operation, errno: error.code), on: loop)
        }
    }

    func closeWhenFlushed(on loop: isolated EventLoop) {
        switch phase {
        case .flushing where outbound.isEmpty:
            socket?.shutDownWriting()
            phase = .lingering
            lingeringTimer = loop.schedule(after: Self.lingeringLimit) { self.end(nil, on: loop) }
            if peerHasEnded { end(nil, on: loop) }
        case .lingering where peerHasEnded:
            end(nil, on: loop)
        case .unopened, .open, .flushing, .lingering, .ended, .closed:
            break
        }
    }

    func end(_ error: ConnectionError?, on loop: isolated EventLoop) {
        switch phase {
        case .ended, .closed: return
        // We had said all: how the peer leaves no longer matters.
        case .lingering: phase = .ended(nil)
        case .unopened, .open, .flushing: phase = .ended(error)
        }
        list(on: loop)
    }

    func finish(_ error: ConnectionError?, on loop: isolated EventLoop) {
        phase = .closed
        if let watch { loop.stopWatching(watch) }
        watch = nil
        socket = nil
        outbound = OutboundQueue()
        for timer in [stallTimer, lingeringTimer] { if let timer { loop.cancel(timer) } }
        let told = delegate
        delegate = nil
        told?.connectionDidClose(self, error: error, on: loop)
    }
}
