import Glibc

/// Takes connections in on one loop.
final class Listener: Watcher {
    /// Takes one connection: call its `start`, or let go of it, which closes it.
    typealias Acceptance = @Sendable (Connection, isolated EventLoop) -> Void

    /// At most so many in one pass, so that those already there are not kept waiting by a crowd at the door.
    private static let batch = 64

    /// Without descriptors nothing can be accepted; a socket stays readable, so looking again at once would spin.
    private static let pause = Duration.milliseconds(100)

    private var socket: Socket?
    private var watch: Watch?
    private let accept: Acceptance
    private var tls: TLSContext?

    /// Takes over a listening socket.
    init(_ socket: consuming Socket, tls: TLSContext?, accept: @escaping Acceptance) {
        self.socket = consume socket
        self.tls = tls
        self.accept = accept
    }

    /// Starts accepting. The loop holds the listener until it is stopped.
    func start(on loop: isolated EventLoop) throws(SystemError) -> Watch {
        guard let descriptor = socket?.descriptor.number else { throw SystemError(operation: "listen", code: EBADF) }
        let watch = try loop.watch(descriptor, for: .readable, self)
        self.watch = watch
        return watch
    }

    /// From now on connections are secured with this; those taken in before keep what they have.
    func replaceTLS(_ context: TLSContext) {
        precondition(tls != nil, "a plain listener has no TLS to replace")
        tls = context
    }

    /// Takes in whoever waits already, then closes the door: connections left in the queue would be reset.
    func stop(on loop: isolated EventLoop) {
        while acceptOne(on: loop) == .taken {}
        close(on: loop)
    }

    func ready(_ readiness: Epoll.Readiness, on loop: isolated EventLoop) {
        for _ in 0..<Self.batch {
            switch acceptOne(on: loop) {
            case .taken: continue
            case .nobodyWaits: return
            case .cannot: return pauseAccepting(on: loop)
            }
        }
    }

    func loopWillEnd(on loop: isolated EventLoop) { close(on: loop) }
}

private extension Listener {
    enum Outcome {
        case taken
        case nobodyWaits
        case cannot
    }

    func acceptOne(on loop: isolated EventLoop) -> Outcome {
        guard let outcome = socket?.accept() else { return .nobodyWaits }
        switch consume outcome {
        case .accepted(let socket, let peer):
            // Without memory for a session nothing can be said to the peer: the socket closes.
            if let connection = connection(socket, peer) { accept(connection, loop) }
            return .taken
        case .wouldBlock: return .nobodyWaits
        case .exhausted: return .cannot
        case .failed: return .cannot
        }
    }

    func connection(_ socket: consuming Socket, _ peer: SocketAddress) -> Connection? {
        guard let tls else { return Connection(socket, peer: peer) }
        guard let session = try? TLSSession(tls) else { return nil }
        return Connection(socket, peer: peer, tls: session)
    }

    func pauseAccepting(on loop: isolated EventLoop) {
        guard let watch else { return }
        try? loop.change(watch, to: [])
        loop.schedule(after: Self.pause) {
            guard let watch = self.watch else { return }
            try? loop.change(watch, to: .readable)
        }
    }

    func close(on loop: isolated EventLoop) {
        if let watch { loop.stopWatching(watch) }
        watch = nil
        socket = nil
    }
}
