import Synchronization

/// Counts the connections of a server, over all its loops. Asked once for each connection, so a lock is cheap enough.
final class HTTPServerCensus: Sendable {
    private struct Counts {
        var all = 0
        var bySource: [SocketAddress.Number: Int] = [:]
    }

    private let limit: Int
    private let limitPerAddress: Int
    private let exempt: [AddressRange]
    private let counts = Mutex(Counts())

    init(_ configuration: HTTPServer.Configuration) {
        limit = configuration.connectionLimit
        limitPerAddress = configuration.connectionsPerAddress
        exempt = configuration.exemptAddresses
    }

    /// A place for one more connection; `nil` where there is none. It is given back when it is let go of.
    func admit(_ peer: SocketAddress) -> Place? {
        let isExempt = exempt.contains { $0.contains(peer) }
        let source = peer.number.source
        let isAdmitted = counts.withLock { counts in
            let here = counts.bySource[source, default: 0]
            guard counts.all < limit, isExempt || here < limitPerAddress else { return false }
            counts.all += 1
            counts.bySource[source] = here + 1
            return true
        }
        return isAdmitted ? Place(source: source, census: self) : nil
    }

    /// How many connections there are.
    var count: Int { counts.withLock { $0.all } }

    private func leave(_ source: SocketAddress.Number) {
        counts.withLock { counts in
            counts.all -= 1
            let here = counts.bySource[source, default: 0] - 1
            counts.bySource[source] = here > 0 ? here : nil
        }
    }

    /// One counted connection.
    final class Place {
        private let source: SocketAddress.Number
        private let census: HTTPServerCensus

        fileprivate init(source: SocketAddress.Number, census: HTTPServerCensus) {
            self.source = source
            self.census = census
        }

        deinit { census.leave(source) }
    }
}

private extension SocketAddress.Number {
    /// Whom it counts for: of IPv6, the /64, which is the least that one customer gets.
    var source: Self {
        switch self {
        case .v4: self
        case .v6(high: 0, low: _): self
        case .v6(let high, low: _): .v6(high: high, low: 0)
        }
    }
}
