public import HTTP
import Synchronization

/// Sends requests: keep-alive per host, deadlines, bounded bodies, no redirects followed.
///
/// One intent, one call: a request that may change something goes out on a connection dialled for it, never on an idle
/// one, which the server may be closing at that very moment; and it is never sent twice. `GET`, `HEAD` and `OPTIONS` may
/// use an idle connection, and are sent once more, on a new one, where that turns out dead before any byte of an answer.
public final class HTTPClient: Sendable {
    private struct State {
        var isShutDown = false
        var pools: [ObjectIdentifier: LoopReference<HTTPClientPool>] = [:]
    }

    private let configuration: Configuration
    private let group: EventLoopGroup
    private let state = Mutex(State())

    /// Makes a client on the loops of a group.
    public init(on group: EventLoopGroup, configuration: Configuration = Configuration()) {
        self.group = group
        self.configuration = configuration
    }

    /// Makes a client with nothing set but TLS.
    public convenience init(on group: EventLoopGroup, tls: TLSContext?) {
        self.init(on: group, configuration: Configuration(tls: tls))
    }

    /// Sends a request and returns the whole answer, whatever its status.
    /// - Parameter deadline: for all of it: name, TCP, TLS, request and answer.
    @concurrent
    public func send(
        _ request: OutgoingRequest, deadline: Duration = .seconds(10)
    ) async throws(HTTPClientError) -> HTTPResponse {
        let origin = try HTTPOrigin(request.url)
        if origin.isSecure && configuration.tls == nil { throw .connect(.tls("no TLS settings for \(origin.host)")) }
        let outgoing = try HTTPClientMessage(HTTPRequest(request, to: origin))
        // One origin, one loop: its connections are all in one pool.
        let index = UInt(bitPattern: origin.hashValue) % UInt(group.loops.count)
        return try await send(outgoing, to: origin, until: .now + deadline, on: group.loops[Int(index)])
    }

    /// Closes idle connections; those in use close after their answer, and further requests fail.
    public func shutDown() async {
        let pools = state.withLock { state in
            state.isShutDown = true
            defer { state.pools = [:] }
            return state.pools
        }
        for loop in group.loops {
            guard let pool = pools[ObjectIdentifier(loop)] else { continue }
            await loop.run { loop in
                loop.references[pool]?.close(on: loop)
                loop.references.remove(pool)
            }
        }
    }
}

private extension HTTPClient {
    func send(
        _ message: HTTPClientMessage, to origin: HTTPOrigin, until deadline: ContinuousClock.Instant,
        on loop: isolated EventLoop
    ) async throws(HTTPClientError) -> HTTPResponse {
        let pool = try pool(on: loop)
        if message.isSafe, let idle = pool.take(origin, on: loop) {
            switch await idle.exchange(message, until: deadline, on: loop) {
            case .success(let response): return response
            case .failure(.idleConnectionDied): break
            case .failure(.final(let error)): throw error
            }
        }
        let connection = try await dial(origin, for: pool, until: deadline, on: loop)
        switch await connection.exchange(message, until: deadline, on: loop) {
        case .success(let response): return response
        case .failure(.idleConnectionDied): throw .connectionLost("ended before an answer")
        case .failure(.final(let error)): throw error
        }
    }

    func dial(
        _ origin: HTTPOrigin, for pool: HTTPClientPool, until deadline: ContinuousClock.Instant,
        on loop: isolated EventLoop
    ) async throws(HTTPClientError) -> HTTPClientConnection {
        do throws(ConnectError) {
            let connection = try await Connector.connect(
                host: origin.host, port: origin.port, tls: origin.isSecure ? configuration.tls : nil,
                deadline: deadline - .now, policy: configuration.policy, on: loop)
            return HTTPClientConnection(connection, to: origin, in: pool, on: loop)
        } catch {
            throw .connect(error)
        }
    }

    func pool(on loop: isolated EventLoop) throws(HTTPClientError) -> HTTPClientPool {
        let (isShutDown, reference) = state.withLock { ($0.isShutDown, $0.pools[ObjectIdentifier(loop)]) }
        guard !isShutDown else { throw .shutDown }
        if let reference, let pool = loop.references[reference] { return pool }
        let pool = HTTPClientPool(configuration)
        let added = loop.references.add(pool)
        state.withLock { $0.pools[ObjectIdentifier(loop)] = added }
        return pool
    }
}
