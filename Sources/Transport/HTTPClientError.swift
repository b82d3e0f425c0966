/// Why a request got no answer.
public enum HTTPClientError: Error, Hashable, Sendable {
    /// No connection: the request was never sent, so it is safe to send again.
    case connect(ConnectError)
    /// The connection was lost, or the task cancelled, before a whole answer came: the request may have been carried out.
    case connectionLost(String)
    /// The deadline passed before a whole answer came: the request may have been carried out.
    case timedOut
    /// The answer was not HTTP/1.1 or over a limit: the request was most likely carried out.
    case malformedAnswer(String)
    /// The request cannot be written, as with a line end in a field: it was never sent.
    case malformedRequest(String)
    /// The client was shut down: the request was never sent.
    case shutDown
}
