import FoundationEssentials
import HTTP
import Telemetry

/// A server's part on one loop: the connections that came to it.
final class HTTPServerRoom {
    /// What all loops share.
    struct Shared: Sendable {
        let configuration: HTTPServer.Configuration
        let responder: any HTTPResponder
        let acceptor: (any WebSocketAcceptor)?
        let census: HTTPServerCensus
    }

    let shared: Shared
    private(set) var isDraining = false
    private var connections: [ObjectIdentifier: HTTPServerConnection] = [:]
    private var date = (second: 0, text: "")

    init(_ shared: Shared) { self.shared = shared }

    /// Takes a connection in, or lets go of it where there are too many.
    func accept(_ connection: Connection, on loop: isolated EventLoop) {
        guard let place = shared.census.admit(connection.peer) else {
            return note(.tooManyConnections, by: connection.peer, on: loop)
        }
        connection.place = place
        connection.stallLimit = shared.configuration.writeStallLimit
        let mine = HTTPServerConnection(connection, in: self, on: loop)
        connections[ObjectIdentifier(connection)] = mine
        connection.start(mine, on: loop)
        mine.watchDeadline(on: loop)
    }

    /// Forgets a connection that has ended or was upgraded.
    func leave(_ connection: Connection) { connections[ObjectIdentifier(connection)] = nil }

    /// Closes idle connections; the others close after the answer they wait for.
    func drain(on loop: isolated EventLoop) {
        isDraining = true
        for connection in connections.values { connection.drain(on: loop) }
    }

    /// For the `Date` field; made once a second.
    func dateText() -> String {
        let second = Int(Date().timeIntervalSince1970)
        if second != date.second { date = (second, HTTPDate.text(unixSeconds: second)) }
        return date.text
    }

    /// Counts what a client did wrong.
    func note(_ violation: HTTPServerViolation, by peer: SocketAddress, on loop: isolated EventLoop) {
        shared.configuration.violations.record(violation.kind, by: peer.host, at: loop.passStart)
    }
}
