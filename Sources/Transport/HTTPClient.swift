public import HTTP

/// Sends requests: keep-alive per host, deadlines, bounded bodies, no redirects followed.
public final class HTTPClient: Sendable {
    /// Makes a client on the loops of a group.
    public init(on group: EventLoopGroup, tls: TLSContext? = nil) { fatalError("stub") }

    /// Sends a request and returns the whole answer, whatever its status.
    @concurrent
    public func send(
        _ request: OutgoingRequest, deadline: Duration = .seconds(10)
    ) async throws(HTTPClientError) -> HTTPResponse { fatalError("stub") }

    /// Closes idle connections; further requests fail.
    public func shutDown() async { fatalError("stub") }
}
