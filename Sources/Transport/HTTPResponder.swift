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

    /// Whether the body that follows this head is wanted in pieces, as for an upload of megabytes. Called like
    /// `bodyLimit`; without an implementation of its own, bodies come whole.
    func streamsBody(of head: HTTPRequest) -> Bool
    /// Answers a request whose body is still coming; its own `body` is empty. Called as soon as the head has come, where
    /// `streamsBody` says so.
    ///
    /// It may answer before it has read everything, which ends the connection after the answer unless all had come anyway.
    /// A client that waits for `100 Continue` gets it with the first piece asked for.
    @concurrent func respond(
        to request: HTTPRequest, reading body: HTTPBodyStream, from peer: SocketAddress
    ) async -> HTTPResponse
}

extension HTTPResponder {
    /// Bodies come whole.
    public func streamsBody(of head: HTTPRequest) -> Bool { false }

    /// Gathers the body and answers the whole request.
    @concurrent public func respond(
        to request: HTTPRequest, reading body: HTTPBodyStream, from peer: SocketAddress
    ) async -> HTTPResponse {
        var request = request
        do throws(HTTPBodyError) {
            for try await piece in body { request.body += piece }
        } catch {
            // The client has been told already, or is gone.
            return HTTPResponse(.badRequest)
        }
        return await respond(to: request, from: peer)
    }
}
