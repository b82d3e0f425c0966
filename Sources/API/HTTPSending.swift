public import HTTP
public import Transport

/// Sends requests to others: an `HTTPClient`, or a double of it.
public protocol HTTPSending: Sendable {
    /// Sends a request and returns the whole answer, whatever its status.
    @concurrent func send(
        _ request: OutgoingRequest, deadline: Duration
    ) async throws(HTTPClientError) -> HTTPResponse
}

extension HTTPClient: HTTPSending {}
