import HTTP
import Telemetry
import WebSocket

/// A connection of the server: performs what its state machine decides, and hands requests to the responder.
final class HTTPServerConnection {
    private var timer: (id: EventLoop.TimerID, due: ContinuousClock.Instant)?

    // What follows belongs to this file and its facets, `HTTPServerConnection+….swift`.

    let connection: Connection
    let room: HTTPServerRoom
    var isCongested = false
    var machine: HTTPServerStateMachine
    /// The responder that waits for a piece of a body.
    var waiting: CheckedContinuation<HTTPBodyStream.Part, Never>?
    /// Which wait that is, or was.
    var waitNumber = 0
    /// Where the rest of an answer's body is read from, while it is sent.
    var source: (any HTTPBodySource)?
    /// An answer whose body is made while it is sent.
    var openAnswer: OpenAnswer?

    init(_ connection: Connection, in room: HTTPServerRoom, on loop: isolated EventLoop) {
        self.connection = connection
        self.room = room
        machine = HTTPServerStateMachine(room.shared.configuration, acceptedAt: loop.passStart)
        if room.isDraining { machine.drain() }
    }

    /// Closes as soon as nothing is under way.
    func drain(on loop: isolated EventLoop) {
        machine.drain()
        advance(on: loop)
    }

    /// Sees to it that a timer fires at the next deadline. One that is due too early is left alone: deadlines move with
    /// every request, and looking again is cheaper than moving it each time.
    func watchDeadline(on loop: isolated EventLoop) {
        guard let deadline = machine.deadline else { return }
        if let timer {
            guard deadline < timer.due else { return }
            loop.cancel(timer.id)
        }
        let id = loop.schedule(after: deadline - .now) {
            self.timer = nil
            self.timerFired(on: loop)
        }
        timer = (id, deadline)
    }
}

extension HTTPServerConnection: ConnectionDelegate {
    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {
        machine.receive(bytes, at: loop.passStart)
        guard mayGoOn else {
            // What a client sends before it has its answer waits in its socket, but for what came in one read. Reading
            // is stopped no earlier, because most clients send nothing, and their end is worth hearing.
            return connection.setReading(false, on: loop)
        }
        advance(on: loop)
    }

    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) {
        // Whoever listens to news without end, and says that it is done, has gone.
        if openAnswer != nil { return connection.close(on: loop) }
        machine.receiveEnd()
        advance(on: loop)
    }

    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {
        self.isCongested = isCongested
        guard !isCongested else { return }
        sendBody(on: loop)
        makePiece(on: loop)
        advance(on: loop)
    }

    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {
        if error == .writeStalled { room.note(.answerNotRead, by: connection.peer, on: loop) }
        leave(on: loop)
    }
}

extension HTTPServerConnection {
    /// Performs events until there are none.
    func advance(on loop: isolated EventLoop) {
        while mayGoOn, let event = machine.next(at: loop.passStart) { perform(event, on: loop) }
        if mayGoOn { connection.setReading(true, on: loop) }
        handOverPart(on: loop)
        watchDeadline(on: loop)
    }

    /// All of an answer was written.
    func finishAnswer(keepsAlive: Bool, on loop: isolated EventLoop) {
        machine.answered(keepsAlive: keepsAlive, at: loop.passStart)
        handOverPart(on: loop)
        guard keepsAlive else { return connection.close(on: loop) }
        advance(on: loop)
    }
}

private extension HTTPServerConnection {
    /// Whether more requests are taken: none is waiting for its answer, and the answers before it are being read.
    var mayGoOn: Bool { !isCongested && machine.isReading }

    func timerFired(on loop: isolated EventLoop) {
        if let event = machine.timerFired(at: loop.passStart) { perform(event, on: loop) }
        handOverPart(on: loop)
        watchDeadline(on: loop)
    }

    func perform(_ event: HTTPServerStateMachine.Event, on loop: isolated EventLoop) {
        switch event {
        case .head(let head):
            judge(head, on: loop)
        case .sendContinue:
            write(HTTPResponse(.continue), answering: .get, keepsAlive: true, on: loop)
        case .request(let request):
            respond(to: request, streamed: false, on: loop)
        case .streamedRequest(let request):
            respond(to: request, streamed: true, on: loop)
        case .refuse(let violation):
            refuse(violation, on: loop)
        case .close:
            connection.close(on: loop)
        }
    }

    /// An upgrade is judged by the acceptor. One with a body is read as a plain request (RFC 9110, 7.8 would have the
    /// body read first; no WebSocket client sends one).
    func judge(_ head: HTTPRequestHead, on loop: isolated EventLoop) {
        if let acceptor = room.shared.acceptor, head.asksUpgrade(to: "websocket"), !head.hasBody {
            switch acceptor.decide(head.request, from: connection.peer) {
            case .decline: break
            case .refuse(let response): return refuseUpgrade(response, on: loop)
            case .accept(let settings): return upgrade(head.request, settings, acceptor, on: loop)
            }
        }
        let responder = room.shared.responder
        machine.readBody(
            limit: responder.bodyLimit(for: head.request), streamed: responder.streamsBody(of: head.request),
            at: loop.passStart)
    }

    func upgrade(
        _ request: HTTPRequest, _ settings: WebSocketConnection.ServerSettings, _ acceptor: any WebSocketAcceptor,
        on loop: isolated EventLoop
    ) {
        let answer = ServerHandshake.answer(
            request, subprotocols: settings.subprotocols, compression: settings.compression)
        switch answer {
        case .refuse(let response):
            refuseUpgrade(response, on: loop)
        case .accept(let response, let agreement):
            write(response, answering: request.method, keepsAlive: true, on: loop)
            let leftover = machine.takeLeftover()
            leave(on: loop)
            let socket = WebSocketConnection(
                accepting: connection, agreement, limits: settings.limits, leftover: leftover, on: loop)
            socket.violations = room.shared.configuration.violations
            acceptor.accept(socket, request: request, from: connection.peer, on: loop)
        }
    }

    func refuseUpgrade(_ response: HTTPResponse, on loop: isolated EventLoop) {
        write(response, answering: .get, keepsAlive: false, on: loop)
        machine.answered(keepsAlive: false, at: loop.passStart)
        connection.close(on: loop)
    }

    func refuse(_ violation: HTTPServerViolation, on loop: isolated EventLoop) {
        room.note(violation, by: connection.peer, on: loop)
        if case .malformed(.bodyTooLarge) = violation { outliveBody() }
        if let response = violation.response { write(response, answering: .get, keepsAlive: false, on: loop) }
        connection.close(on: loop)
    }

    /// The client is still sending what nobody wants, and may look for its answer only afterwards.
    func outliveBody() { connection.lingeringLimit = room.shared.configuration.unwantedBodyDeadline }

    func respond(to request: HTTPRequest, streamed: Bool, on loop: isolated EventLoop) {
        var request = request
        // RFC 9110, 9.3.2: HEAD is GET without the body, and that is the serializer's business. 14.2: but a range means
        // nothing to it.
        if request.method == .head {
            request.method = .get
            request.headers["Range"] = nil
        }
        let (responder, peer) = (room.shared.responder, connection.peer)
        let reference = loop.references.add(self)
        let body = streamed ? HTTPBodyStream { await loop.nextPart(of: reference) } : nil
        // Detached, so that it starts off the loop. A task that starts here relies on the hop at the beginning of
        // `respond`, which Swift 6.3 leaves out where the first thing a `@concurrent` function does is to call a closure.
        Task.detached {
            let response =
                if let body {
                    await responder.respond(to: request, reading: body, from: peer)
                } else {
                    await responder.respond(to: request, from: peer)
                }
            await loop.run { loop in
                loop.references[reference]?.finish(response, on: loop)
                loop.references.remove(reference)
            }
        }
    }

    func finish(_ response: HTTPResponse, on loop: isolated EventLoop) {
        guard let answer = machine.answer else { return }
        if machine.hasUnreadBody { outliveBody() }
        var response = response
        var keepsAlive = answer.keepsAlive
        if response.openBody != nil, !machine.takesChunks {
            response.openBody?.isChunked = false
            keepsAlive = false
        }
        let isWritten = write(response, answering: answer.method, keepsAlive: keepsAlive, on: loop)
        if isWritten, let body = response.openBody, HTTPSerializer.sendsBody(response, answering: answer.method) {
            beginOpenBody(body, keepsAlive: keepsAlive, on: loop)
        } else if isWritten, let body = response.storedBody,
            HTTPSerializer.sendsBody(response, answering: answer.method)
        {
            machine.beginBody(body.range, keepsAlive: keepsAlive)
            source = body.source
            handOverPart(on: loop)
            sendBody(on: loop)
        } else {
            finishAnswer(keepsAlive: keepsAlive, on: loop)
        }
    }

    /// An answer that cannot be written, such as one with a line end in a field, becomes 500, and `false` is returned.
    @discardableResult
    func write(
        _ response: HTTPResponse, answering method: HTTPMethod, keepsAlive: Bool, on loop: isolated EventLoop
    ) -> Bool {
        let date = response.status == .continue ? nil : room.dateText()
        var isWritten = true
        connection.write(on: loop) { output in
            do throws(HTTPSerializerError) {
                try HTTPSerializer.append(
                    response, answering: method, keepsAlive: keepsAlive, date: date, to: &output)
            } catch {
                isWritten = false
                room.shared.configuration.log.error("answer cannot be written", ("reason", "\(error)"))
                let refusal = HTTPResponse.refusal(.internalServerError, "The answer could not be written.")
                try? HTTPSerializer.append(
                    refusal, answering: method, keepsAlive: keepsAlive, date: date, to: &output)
            }
        }
        return isWritten
    }

    func leave(on loop: isolated EventLoop) {
        if let timer { loop.cancel(timer.id) }
        timer = nil
        source = nil
        endOpenBody()
        _ = machine.takeLeftover()
        handOverPart(on: loop)
        room.leave(connection)
    }
}
