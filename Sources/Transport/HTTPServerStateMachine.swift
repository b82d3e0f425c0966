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
        /// A request came whose body is taken in pieces: have it answered, fetch the body by `takePart`, then call
        /// `answered`.
        case streamedRequest(HTTPRequest)
        /// Count it, say its response and close.
        case refuse(HTTPServerViolation)
        /// Close; there is nobody to say anything to.
        case close
    }

    /// What is awaited.
    enum State {
        /// The first byte of a request.
        case idle(until: Instant)
        /// The rest of a head.
        case head(until: Instant)
        /// A verdict on a head.
        case judging(HTTPRequestHead)
        /// The rest of a body.
        case body(HTTPRequestHead, limit: Int, HTTPBodyClock)
        /// The same, of a body that is to be streamed, whose announced length was not yet judged.
        case beginning(Upload)
        /// An answer, and the body that the responder takes meanwhile.
        case streaming(Upload)
        /// An answer.
        case responding(HTTPRequestHead)
        /// The rest of an answer's body, which is read while it is sent.
        case sending(Download)
        /// Nothing: the connection is closed or another protocol's.
        case finished
    }

    // What follows belongs to this file and its facets, `HTTPServerStateMachine+….swift`.

    let configuration: HTTPServer.Configuration
    var parser: HTTPRequestParser
    var state: State
    /// Of a whole body all that came, of a streamed one what the responder has not taken.
    var body: [UInt8] = []
    /// Why a streamed body has no further part, once it is no longer awaited.
    var bodyFailure = HTTPBodyError.connectionLost
    /// Whether the client waits for `100 Continue`.
    var awaitsContinue = false
    var requestCount = 0
    var peerHasEnded = false
    var isDraining = false

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
        case .head, .judging, .body, .beginning, .streaming, .responding, .sending:
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
        case .beginning(let upload):
            return begin(upload, at: now)
        case .streaming(let upload):
            return advance(upload, at: now)
        case .judging, .responding, .sending, .finished:
            return nil
        }
    }

    /// Reads on after a head.
    /// - Parameters:
    ///   - limit: the largest body taken, in bytes.
    ///   - streamed: whether the responder takes it in pieces.
    mutating func readBody(limit: Int, streamed: Bool = false, at now: Instant) {
        guard case .judging(let head) = state else { preconditionFailure("a body follows a head") }
        awaitsContinue = head.expectsContinue && head.hasBody
        bodyFailure = .connectionLost
        let clock = HTTPBodyClock(startingAt: now)
        state = streamed ? .beginning(Upload(head: head, limit: limit, clock: clock)) : .body(head, limit: limit, clock)
    }

    /// The method and the fate of the connection that the answer now due is to be written for.
    var answer: (method: HTTPMethod, keepsAlive: Bool)? {
        switch state {
        case .judging(let head), .responding(let head):
            return (head.request.method, mayStay(after: head))
        case .streaming(let upload):
            return (upload.head.request.method, upload.end == .whole && mayStay(after: upload.head))
        case .idle, .head, .body, .beginning, .sending, .finished:
            return nil
        }
    }

    /// Whether the answer now due may come in chunks (RFC 9112, 6.1).
    var takesChunks: Bool {
        switch state {
        case .judging(let head), .responding(let head): head.version == .http11
        case .streaming(let upload): upload.head.version == .http11
        case .idle, .head, .body, .beginning, .sending, .finished: false
        }
    }

    /// Whether more of a body comes than anybody waits for: an answer given now must outlive it.
    var hasUnreadBody: Bool {
        switch state {
        case .judging(let head): head.hasBody
        case .streaming(let upload): upload.end == nil
        case .idle, .head, .body, .beginning, .responding, .sending, .finished: false
        }
    }

    /// The answer was written. An answer to a head whose body was not read ends the connection.
    mutating func answered(keepsAlive: Bool, at now: Instant) {
        switch state {
        case .responding where keepsAlive, .streaming where keepsAlive, .sending where keepsAlive:
            state = .idle(until: now + configuration.idleDeadline)
        case .idle, .head, .judging, .body, .beginning, .streaming, .responding, .sending, .finished:
            state = .finished
        }
        body = []
        bodyFailure = .answered
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
        case .idle, .head, .judging, .body, .beginning: true
        case .streaming(let upload): upload.end == nil && body.count < configuration.bodyWindow
        case .responding, .sending, .finished: false
        }
    }

    /// When `timerFired` is to be called.
    var deadline: Instant? {
        switch state {
        case .idle(let until), .head(let until): until
        case .body(_, _, let clock): clock.deadline(after: body.count, configuration)
        case .streaming(let upload):
            upload.end == nil ? upload.clock.deadline(after: upload.byteCount, configuration) : nil
        // While an answer is sent, whoever takes nothing of it is dropped by the connection.
        case .judging, .beginning, .responding, .sending, .finished: nil
        }
    }

    /// A deadline may have passed.
    mutating func timerFired(at now: Instant) -> Event? {
        guard let deadline, now >= deadline else { return nil }
        switch state {
        case .idle: return requestCount == 0 ? refuse(.silent) : close()
        case .head: return refuse(.headTooSlow)
        case .body, .streaming: return refuse(.bodyTooSlow)
        case .judging, .beginning, .responding, .sending, .finished: return nil
        }
    }
}

extension HTTPServerStateMachine {
    /// Refuses what the client did; a responder that reads the body is told why it ends.
    mutating func refuse(_ violation: HTTPServerViolation, telling failure: HTTPBodyError = .tooSlow) -> Event {
        state = .finished
        body = []
        bodyFailure = failure
        return .refuse(violation)
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
            return refuse(.malformed(error))
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
            return refuse(.malformed(error))
        }
        if peerHasEnded { return close() }
        // RFC 9110, 10.1.1: no need to ask for a body that comes already.
        guard awaitsContinue, body.isEmpty else { return nil }
        awaitsContinue = false
        return .sendContinue
    }

    func mayStay(after head: HTTPRequestHead) -> Bool {
        head.keepsAlive && !isDraining && !peerHasEnded && requestCount < configuration.requestsPerConnection
    }

    mutating func close() -> Event {
        state = .finished
        return .close
    }
}
