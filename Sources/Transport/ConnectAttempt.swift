import Glibc

/// One dialling in progress: name, then each address in turn. It waits for one thing at a time; the deadline and the
/// task's cancellation end whatever it waits for.
final class ConnectAttempt {
    private let host: String
    private let port: Int
    private let tls: (context: TLSContext, serverName: String)?
    private let deadline: ContinuousClock.Instant

    private var waiting: CheckedContinuation<Void, Never>?
    private var addresses: [SocketAddress] = []
    private var connection: Connection?
    /// Ends the attempt.
    private var failure: ConnectError?
    private var isReady = false

    init(host: String, port: Int, tls: (TLSContext, String)?, deadline: ContinuousClock.Instant) {
        self.host = host
        self.port = port
        self.tls = tls
        self.deadline = deadline
    }

    /// Works until there is a connection or the attempt has failed; `take` says which.
    func run(
        _ policy: Connector.Policy?, _ reference: LoopReference<ConnectAttempt>, on loop: isolated EventLoop
    ) async {
        do throws(ConnectError) {
            try await resolve(reference, on: loop)
            let allowed = addresses.filter { policy?($0) ?? true }
            guard let first = allowed.first else { throw .addressNotAllowed(host) }
            let connected = try await dial(first, allowed.dropFirst(), on: loop)
            if tls != nil { try await secure(connected, on: loop) }
            connection = connected
        } catch {
            fail(error)
        }
    }

    /// What came of it.
    func take() throws(ConnectError) -> Connection {
        if let failure { throw failure }
        guard let connection else { fatalError("an attempt ends with a connection or a failure") }
        return connection
    }

    /// Ends the attempt, whatever it waits for. The first reason counts.
    func fail(_ error: ConnectError) {
        failure = failure ?? error
        resume()
    }
}

private extension ConnectAttempt {
    func resume() {
        waiting?.resume()
        waiting = nil
    }

    /// Waits until `resume`.
    func wait(on loop: isolated EventLoop) async throws(ConnectError) {
        if failure == nil { await withCheckedContinuation { waiting = $0 } }
        if let failure { throw failure }
    }

    func resolve(_ reference: LoopReference<ConnectAttempt>, on loop: isolated EventLoop) async throws(ConnectError) {
        if let address = SocketAddress(host: host, port: port) {
            addresses = [address]
            return
        }
        Resolver.shared.resolve(host) { result in
            Task { await loop.run { loop in loop.references[reference]?.resolved(result) } }
        }
        try await wait(on: loop)
    }

    func resolved(_ result: Result<[SocketAddress.Number], Resolver.Failure>) {
        switch result {
        case .success(let numbers):
            addresses = numbers.compactMap { SocketAddress($0, port: port) }
            resume()
        case .failure(.nameNotFound): fail(.nameNotFound(host))
        case .failure(.overloaded): fail(.system(operation: "getaddrinfo", errno: EAGAIN))
        case .failure(.failed(let code)):
            fail(.system(operation: "getaddrinfo (\(String(cString: gai_strerror(code))))", errno: code))
        }
    }

    /// Tries the addresses in turn. Each gets an equal share of the time left, so that one that never answers does not
    /// take it all.
    func dial(
        _ address: SocketAddress, _ others: ArraySlice<SocketAddress>, on loop: isolated EventLoop
    ) async throws(ConnectError) -> Connection {
        var address = address
        var others = others
        while true {
            let share = (deadline - .now) / (others.count + 1)
            do throws(ConnectError) {
                return try await connect(to: address, within: share, on: loop)
            } catch {
                guard failure == nil, let next = others.popFirst() else { throw error }
                address = next
            }
        }
    }

    func connect(
        to address: SocketAddress, within share: Duration, on loop: isolated EventLoop
    ) async throws(ConnectError) -> Connection {
        let socket: Socket
        do {
            socket = try Socket(family: address.family)
        } catch {
            throw ConnectError(error)
        }
        switch socket.connect(to: address) {
        case .connected: break
        case .inProgress: try await waitUntilConnected(socket, address, within: share, on: loop)
        case .failed(let code): throw ConnectError(connecting: code, to: address)
        }
        guard let tls else { return Connection(socket, peer: address) }
        do {
            let session = try TLSSession(tls.context, serverName: tls.serverName, port: port)
            return Connection(socket, peer: address, tls: session)
        } catch {
            throw .tls(error.description)
        }
    }

    /// Shakes hands. A certificate that is refused ends the attempt: the other addresses are the same server's.
    func secure(_ connection: Connection, on loop: isolated EventLoop) async throws(ConnectError) {
        var outcome: ConnectionError?
        connection.secure(on: loop) { error in
            outcome = error
            self.resume()
        }
        do throws(ConnectError) {
            try await wait(on: loop)
        } catch {
            connection.abort(on: loop)
            throw error
        }
        switch outcome {
        case nil: break
        case .tls(let reason): throw .tls(reason)
        case .system(let operation, let errno): throw .system(operation: operation, errno: errno)
        case .writeStalled, .loopEnded: throw .cancelled
        }
    }

    func waitUntilConnected(
        _ socket: borrowing Socket, _ address: SocketAddress, within share: Duration, on loop: isolated EventLoop
    ) async throws(ConnectError) {
        let watch: Watch
        do {
            watch = try loop.watch(socket.descriptor.number, for: .writable, self)
        } catch {
            throw ConnectError(error)
        }
        let timer = loop.schedule(after: share) { self.resume() }
        isReady = false
        defer {
            loop.cancel(timer)
            loop.stopWatching(watch)
        }
        try await wait(on: loop)
        guard isReady else { throw .timedOut }
        let code = socket.pendingError()
        guard code == 0 else { throw ConnectError(connecting: code, to: address) }
    }
}

extension ConnectAttempt: Watcher {
    func ready(_ readiness: Epoll.Readiness, on loop: isolated EventLoop) {
        isReady = true
        resume()
    }

    func loopWillEnd(on loop: isolated EventLoop) { fail(.cancelled) }
}

private extension ConnectError {
    /// A loop that goes down refuses to watch anything more.
    init(_ error: SystemError) {
        self = error.code == ECANCELED ? .cancelled : .system(operation: error.operation, errno: error.code)
    }

    init(connecting code: Int32, to address: SocketAddress) {
        switch code {
        case ECONNREFUSED: self = .refused(address.description)
        case ETIMEDOUT: self = .timedOut
        default: self = .system(operation: "connect", errno: code)
        }
    }
}
