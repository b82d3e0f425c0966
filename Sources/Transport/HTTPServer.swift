/// An HTTP/1.1 server: a listener on every loop of a group. Requests on one connection are answered in their order, each
/// by a task off the loop; what breaks the rules of RFC 9112 gets its status and a closed connection.
public final class HTTPServer: Sendable {
    /// Where it listens, with the real port.
    public let address: SocketAddress

    private let listeners: ListenerGroup
    private let places: [Place]

    private struct Place: Sendable {
        let loop: EventLoop
        let room: LoopReference<HTTPServerRoom>
    }

    /// Starts listening.
    /// - Throws: `ListenError` where nothing can be accepted at the address.
    public init(
        _ configuration: Configuration, on group: EventLoopGroup, responder: any HTTPResponder,
        acceptor: (any WebSocketAcceptor)? = nil
    ) async throws {
        let shared = HTTPServerRoom.Shared(
            configuration: configuration, responder: responder, acceptor: acceptor,
            census: HTTPServerCensus(configuration))
        var rooms: [Place] = []
        for loop in group.loops {
            let room = await loop.run { $0.references.add(HTTPServerRoom(shared)) }
            rooms.append(Place(loop: loop, room: room))
        }
        let places = rooms
        do {
            listeners = try await ListenerGroup(at: configuration.address, tls: configuration.tls, on: group) {
                connection, loop in
                guard let place = places.first(where: { $0.loop === loop }) else { return }
                loop.references[place.room]?.accept(connection, on: loop)
            }
        } catch {
            for place in places { await place.loop.run { $0.references.remove(place.room) } }
            throw error
        }
        self.places = places
        address = listeners.address
    }

    /// Has connections that come from now on served with another certificate; those that are there keep theirs. Only for
    /// a server that was made with TLS.
    public func replaceTLS(_ context: TLSContext) async { await listeners.replaceTLS(context) }

    /// Stops listening and closes idle connections; those that wait for an answer close after it. WebSockets live on.
    public func stop() async {
        await listeners.stop()
        for place in places {
            await place.loop.run { loop in
                loop.references[place.room]?.drain(on: loop)
                loop.references.remove(place.room)
            }
        }
    }
}
