public import HTTP

/// Answers requests, off the loops.
public protocol HTTPResponder: Sendable {
    /// Answers one request. Whatever it throws at itself must become a response.
    ///
    /// `HEAD` is asked for as `GET`; the server leaves the body out. A client that goes away meanwhile does not cancel the
    /// task: what was begun, such as dialling, is carried through.
    @concurrent func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse
    /// The largest body taken for this head, in bytes; judged before the body is read (413). Called on the loop: decide by
    /// method and target, do no I/O.
    func bodyLimit(for head: HTTPRequest) -> Int
}
