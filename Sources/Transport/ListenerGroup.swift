import CLinux
import Glibc

/// A listener on every loop of a group, all at one address: the system spreads connections over them.
final class ListenerGroup: Sendable {
    /// As many connections wait to be accepted before the system turns more away; it may allow fewer.
    private static let backlog: Int32 = 1024

    /// Where it listens, with the real port.
    let address: SocketAddress

    private let places: [Place]

    private struct Place: Sendable {
        let loop: EventLoop
        let watch: Watch
    }

    /// Listens on every loop of the group. `accept` is called on the loop that a connection came to; with TLS, the
    /// handshake follows by itself once the connection is started.
    init(
        at address: SocketAddress, tls: TLSContext? = nil, on group: EventLoopGroup,
        accept: @escaping Listener.Acceptance
    ) async throws(ListenError) {
        var bound = address
        var places: [Place] = []
        do {
            // SO_REUSEPORT would let a second server of ours share the port unnoticed: the first look is without it.
            if address.port != 0 { _ = try Self.socket(at: address, sharing: false) }
            for loop in group.loops {
                let socket = try Self.socket(at: bound, sharing: true)
                bound = try socket.localAddress()
                places.append(Place(loop: loop, watch: try await Self.start(socket, tls, accept, on: loop)))
            }
        } catch {
            await Self.stop(places)
            throw ListenError(error, at: address)
        }
        self.address = bound
        self.places = places
    }

    /// Connections that come from now on are secured with this; those that are there keep what they have.
    func replaceTLS(_ context: TLSContext) async {
        for place in places {
            await place.loop.run { loop in (loop.watchers[place.watch] as? Listener)?.replaceTLS(context) }
        }
    }

    /// Takes in whoever waits already and closes the door; connections live on.
    func stop() async { await Self.stop(places) }

    private static func stop(_ places: [Place]) async {
        for place in places {
            await place.loop.run { loop in
                guard let listener = loop.watchers[place.watch] as? Listener else { return }
                listener.stop(on: loop)
            }
        }
    }

    private static func start(
        _ socket: consuming Socket, _ tls: TLSContext?, _ accept: @escaping Listener.Acceptance,
        on loop: isolated EventLoop
    ) async throws(SystemError) -> Watch {
        try Listener(socket, tls: tls, accept: accept).start(on: loop)
    }

    private static func socket(at address: SocketAddress, sharing: Bool) throws(SystemError) -> Socket {
        let socket = try Socket(family: address.family)
        // A server that restarts must not wait for its old connections' TIME_WAIT.
        try socket.set(SOL_SOCKET, SO_REUSEADDR)
        if sharing { try socket.set(SOL_SOCKET, SO_REUSEPORT) }
        try socket.bind(to: address)
        try socket.listen(backlog: backlog)
        return socket
    }
}

private extension ListenError {
    init(_ error: SystemError, at address: SocketAddress) {
        switch error.code {
        case EADDRINUSE: self = .addressInUse(address)
        case EADDRNOTAVAIL: self = .addressNotAvailable(address)
        case EACCES: self = .notPermitted(address)
        default: self = .system(operation: error.operation, errno: error.code)
        }
    }
}
