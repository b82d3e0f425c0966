import API
import Bridge
import HTTP
import Synchronization
import Transport

/// Lets the server listen before its parts are made: they want to know the address, and it is known only then.
///
/// Until they are connected it answers 503.
final class Switchboard: HTTPResponder, WebSocketAcceptor {
    private struct Parts {
        let responder: APIResponder
        let acceptor: MediaStreamAcceptor
    }

    private let parts = Mutex<Parts?>(nil)

    /// From now on requests go to these.
    func connect(_ responder: APIResponder, _ acceptor: MediaStreamAcceptor) {
        parts.withLock { $0 = Parts(responder: responder, acceptor: acceptor) }
    }

    @concurrent
    func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse {
        guard let responder = parts.withLock({ $0?.responder }) else {
            return HTTPResponse(.serviceUnavailable, headers: ["Retry-After": "1"])
        }
        return await responder.respond(to: request, from: peer)
    }

    func bodyLimit(for head: HTTPRequest) -> Int {
        parts.withLock { $0?.responder }?.bodyLimit(for: head) ?? 0
    }

    func streamsBody(of head: HTTPRequest) -> Bool {
        parts.withLock { $0?.responder }?.streamsBody(of: head) ?? false
    }

    @concurrent
    func respond(
        to request: HTTPRequest, reading body: HTTPBodyStream, from peer: SocketAddress
    ) async -> HTTPResponse {
        guard let responder = parts.withLock({ $0?.responder }) else {
            return HTTPResponse(.serviceUnavailable, headers: ["Retry-After": "1"])
        }
        return await responder.respond(to: request, reading: body, from: peer)
    }

    func decide(_ request: HTTPRequest, from peer: SocketAddress) -> WebSocketDecision {
        parts.withLock { $0?.acceptor }?.decide(request, from: peer) ?? .decline
    }

    func accept(
        _ socket: WebSocketConnection, request: HTTPRequest, from peer: SocketAddress, on loop: isolated EventLoop
    ) {
        parts.withLock { $0?.acceptor }?.accept(socket, request: request, from: peer, on: loop)
    }
}
