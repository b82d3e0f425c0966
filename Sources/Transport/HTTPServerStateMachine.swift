import HTTP

/// One connection of the server as a value: bytes, answers and times in, events out. No socket and no clock.
///
/// Requests are answered in the order they came: the next one is parsed after the one before was answered. `next` is
/// called until it has no more, after whatever was put in; `deadline` says when to call `timerFired`.
struct HTTPServerStateMachine: ~Copyable {
    typealias Instant = ContinuousClock.Instant

    /// What the connection is to do.
    enum Event: Equatable {
        /// A head came. Call `readBody`, `answered`, or `takeLeftover` for an upgrade.
        case head(HTTPRequestHead)
        /// The client waits for `100 Continue`.
        case sendContinue
        /// A whole request came: have it answered, then call `answered`.
        case request(HTTPRequest)
        /// Send this and close.
        case refuse(HTTPResponse)
        /// Close; there is nobody to say anything to.
        case close
    }

    /// What is awaited.
    private enum State {
        /// The first byte of a request.
        case idle(until: Instant)
        /// The rest of a head.
        case head(until: Instant)
        /// A verdict on a head.
        case judging(HTTPRequestHead)
        /// The rest of a body.
        case body(HTTPRequestHead, limit: Int, since: Instant)
        /// An answer.
        case responding(HTTPRequestHead)
        /// Nothing: the connection is closed or another protocol's.
        case finished
    }

    private let configuration: HTTPServer.Configuration
    private var parser: HTTPRequestParser
    private var state: State
    private var body: [UInt8] = []
    private var awaitsContinue = false
    private var requestCount = 0
    private var peerHasEnded = false
    private var isDraining = false

    init(_ configuration: HTTPServer.Configuration, acceptedAt now: Instant) {
        self.configuration = configuration
        parser = HTTPRequestParser(limits: configuration.limits)
        state = .idle(until: now + configuration.headDeadline)
    }

    mutating func receive(_ bytes: Span<UInt8>, at now: Instant) {
        switch state {
        case .idle(let until):
            parser.receive(bytes)
            // A new connection has the time from its acceptance, not a fresh ten seconds for whoever waits with one byte.
            state = .head(until: requestCount == 0 ? until : now + configuration.headDeadline)
        case .head, .judging, .body, .responding:
            parser.receive(bytes)
        case .finished:
            break
        }
    }

    /// The client will send no more; it still gets the answers to what it sent whole.
    mutating func receiveEnd() { peerHasEnded = true }

    /// What is to be done next; `nil` until more comes.
    mutating func next(at now: Instant) -> Event? {
        switch state {
        case .idle:
            if parser.isIdle { return peerHasEnded || isDraining ? close() : nil }
            state = .head(until: now + configuration.headDeadline)
            return nextHead()
        case .head:
            return nextHead()
        case .body(let head, let limit, _):
            return nextBody(of: head, limit: limit)
        case .judging, .responding, .finished:
            return nil
        }
    }

    /// Reads on after a head.
    /// - Parameter limit: the largest body taken, in bytes.
    mutating func readBody(limit: Int, at now: Instant) {
        guard case .judging(let head) = state else { preconditionFailure("a body follows a head") }
        awaitsContinue = head.expectsContinue && head.hasBody
        state = .body(head, limit: limit, since: now)
    }

    /// The method and the fate of the connection that the answer now due is to be written for.
    var answer: (method: HTTPMethod, keepsAlive: Bool)? {
        switch state {
        case .judging(let head), .responding(let head):
            let mayStay = head.keepsAlive && !isDraining && !peerHasEnded
            return (head.request.method, mayStay && requestCount < configuration.requestsPerConnection)
        case .idle, .head, .body, .finished:
            return nil
        }
    }

    /// The answer was written. An answer to a head whose body was not read ends the connection.
    mutating func answered(keepsAlive: Bool, at now: Instant) {
        if case .responding = state, keepsAlive {
            state = .idle(until: now + configuration.idleDeadline)
        } else {
            state = .finished
        }
    }

    /// The connection goes to another protocol, with what of it came already.
    mutating func takeLeftover() -> [UInt8] {
        state = .finished
        var taken = HTTPRequestParser(limits: configuration.limits)
        swap(&taken, &parser)
        return taken.leftover()
    }

    /// No further request is taken.
    mutating func drain() { isDraining = true }

    /// Whether it goes on with what comes: not while an answer is due, and not after its end.
    var isReading: Bool {
        switch state {
        case .idle, .head, .judging, .body: true
        case .responding, .finished: false
        }
    }

    /// When `timerFired` is to be called.
    var deadline: Instant? {
        switch state {
        case .idle(let until), .head(let until): until
        case .body(_, _, let since): bodyDeadline(since: since)
        case .judging, .responding, .finished: nil
        }
    }

    /// A deadline may have passed.
    mutating func timerFired(at now: Instant) -> Event? {
        guard let deadline, now >= deadline else { return nil }
        switch state {
        case .idle: return close()
        case .head: return refuse(.requestTimeout, "The request head took too long.")
        case .body: return refuse(.requestTimeout, "The request body came too slowly.")
        case .judging, .responding, .finished: return nil
        }
    }
}

private extension HTTPServerStateMachine {
    mutating func nextHead() -> Event? {
        do throws(HTTPError) {
            guard let head = try parser.nextHead() else { return peerHasEnded ? close() : nil }
            requestCount += 1
            state = .judging(head)
            return .head(head)
        } catch {
            return refuse(error.status, error.description)
        }
    }

    mutating func nextBody(of head: HTTPRequestHead, limit: Int) -> Event? {
        do throws(HTTPError) {
            if try parser.nextBody(into: &body, limit: limit) {
                state = .responding(head)
                var request = head.request
                request.body = body
                body = []
                return .request(request)
            }
        } catch {
            return refuse(error.status, error.description)
        }
        if peerHasEnded { return close() }
        // RFC 9110, 10.1.1: no need to ask for a body that comes already.
        guard awaitsContinue, body.isEmpty else { return nil }
        awaitsContinue = false
        return .sendContinue
    }

    /// The whole time, or the moment at which what has come would be too little, whichever is first.
    func bodyDeadline(since start: Instant) -> Instant {
        let earned = Duration.seconds(body.count) / max(1, configuration.minimumBodyRate)
        return start + min(configuration.bodyDeadline, configuration.bodyGrace + earned)
    }

    mutating func close() -> Event {
        state = .finished
        return .close
    }

    mutating func refuse(_ status: HTTPStatus, _ message: String) -> Event {
        state = .finished
        body = []
        return .refuse(.refusal(status, message))
    }
}
