import Glibc

/// Opens connections.
enum Connector {
    /// Judges an address before it is dialled; names are resolved once, and the address judged is the one dialled.
    typealias Policy = @Sendable (SocketAddress) -> Bool

    /// Opens a connection to a name or a numeric address, with TLS where a context is given.
    ///
    /// All of it, name, TCP and handshake, takes no longer than the deadline; the task's cancellation ends it. The
    /// connection is handed out unopened: call `start`, or let go of it.
    /// - Parameter serverName: what the certificate must be for and SNI says; by default the host.
    static func connect(
        host: String, port: Int, tls: TLSContext? = nil, serverName: String? = nil, deadline: Duration,
        policy: Policy? = nil, on loop: isolated EventLoop
    ) async throws(ConnectError) -> Connection {
        guard (1...65535).contains(port) else { throw .malformedURL("\(host):\(port)") }
        let attempt = ConnectAttempt(
            host: host, port: port, tls: tls.map { ($0, serverName ?? host) }, deadline: .now + deadline)
        let reference = loop.references.add(attempt)
        let timer = loop.schedule(after: deadline) { attempt.fail(.timedOut) }
        defer {
            loop.cancel(timer)
            loop.references.remove(reference)
        }
        await withTaskCancellationHandler {
            await attempt.run(policy, reference, on: loop)
        } onCancel: {
            Task { await loop.run { loop in loop.references[reference]?.fail(.cancelled) } }
        }
        return try attempt.take()
    }
}
