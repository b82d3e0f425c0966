/// A client's idle connections on one loop.
final class HTTPClientPool {
    let configuration: HTTPClient.Configuration
    private var idle: [HTTPOrigin: [HTTPClientConnection]] = [:]
    private var isClosed = false

    init(_ configuration: HTTPClient.Configuration) { self.configuration = configuration }

    /// The connection that was used last: the one least likely to be closed by its server.
    func take(_ origin: HTTPOrigin, on loop: isolated EventLoop) -> HTTPClientConnection? {
        guard let connection = idle[origin]?.popLast() else { return nil }
        if idle[origin]?.isEmpty == true { idle[origin] = nil }
        return connection
    }

    /// Keeps a connection whose answer has come; `false` where there are enough.
    func keep(_ connection: HTTPClientConnection, on loop: isolated EventLoop) -> Bool {
        guard !isClosed, idle[connection.origin, default: []].count < configuration.idleConnectionsPerOrigin else {
            return false
        }
        idle[connection.origin, default: []].append(connection)
        return true
    }

    /// Forgets an idle connection that has ended.
    func remove(_ connection: HTTPClientConnection) {
        idle[connection.origin]?.removeAll { $0 === connection }
        if idle[connection.origin]?.isEmpty == true { idle[connection.origin] = nil }
    }

    /// Closes what is idle; what is not closes after its answer.
    func close(on loop: isolated EventLoop) {
        isClosed = true
        for connection in idle.values.joined() { connection.close(on: loop) }
        idle = [:]
    }
}
