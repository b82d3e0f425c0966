import HTTP

/// A connection of the client: one request after the other, idle in between.
final class HTTPClientConnection {
    typealias Outcome = Result<HTTPResponse, Failure>

    /// Why there is no answer.
    enum Failure: Error {
        /// The connection had been idle and ended before any byte of an answer: the request may be sent again if it is
        /// safe.
        case idleConnectionDied
        case final(HTTPClientError)
    }

    /// Its life: `idle` in the pool, `awaiting` an answer, `closed`.
    private enum Phase {
        case idle
        case awaiting(CheckedContinuation<Outcome, Never>)
        case closed
    }

    let origin: HTTPOrigin
    private let connection: Connection
    private let pool: HTTPClientPool
    private var phase = Phase.idle
    private var parser = HTTPResponseParser(answering: .get)
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []
    private var isFirst = true
    private var answerHasBegun = false
    private var timer: EventLoop.TimerID?

    init(_ connection: Connection, to origin: HTTPOrigin, in pool: HTTPClientPool, on loop: isolated EventLoop) {
        self.connection = connection
        self.origin = origin
        self.pool = pool
        connection.start(self, on: loop)
    }

    /// Sends a request and waits for the whole answer. The connection goes back to the pool, or is closed, by itself.
    func exchange(
        _ message: HTTPClientMessage, until deadline: ContinuousClock.Instant, on loop: isolated EventLoop
    ) async -> Outcome {
        let reference = loop.references.add(self)
        defer { loop.references.remove(reference) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                begin(message, continuation, until: deadline, on: loop)
            }
        } onCancel: {
            Task { await loop.run { $0.references[reference]?.cancel(on: $0) } }
        }
    }

    /// Closes it while idle.
    func close(on loop: isolated EventLoop) {
        setTimer(nil, on: loop)
        phase = .closed
        connection.close(on: loop)
    }
}

extension HTTPClientConnection: ConnectionDelegate {
    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {
        // Nothing may come unasked; a 408 before the server closes is the usual case.
        guard case .awaiting = phase else { return lose("bytes came unasked", on: loop) }
        answerHasBegun = true
        parser.receive(bytes)
        advance(on: loop)
    }

    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) {
        guard case .awaiting = phase, answerHasBegun else { return lose("ended by the server", on: loop) }
        parser.receiveEnd()
        advance(on: loop)
    }

    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {}

    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {
        lose(error.map { "\($0)" } ?? "closed", on: loop)
    }
}

private extension HTTPClientConnection {
    func begin(
        _ message: HTTPClientMessage, _ continuation: CheckedContinuation<Outcome, Never>,
        until deadline: ContinuousClock.Instant, on loop: isolated EventLoop
    ) {
        // It may have ended between being taken or dialled and now.
        guard case .idle = phase else { return continuation.resume(returning: .failure(.idleConnectionDied)) }
        phase = .awaiting(continuation)
        parser = HTTPResponseParser(answering: message.method, limits: pool.configuration.limits)
        head = nil
        body = []
        answerHasBegun = false
        connection.write(message.bytes.span, on: loop)
        setTimer(deadline - .now, on: loop) { self.fail(.timedOut, on: loop) }
    }

    func advance(on loop: isolated EventLoop) {
        do throws(HTTPError) {
            if head == nil { head = try parser.nextHead() }
            // RFC 9110, 15.2.2: only to a client that asked for another protocol.
            if head?.response.status == .switchingProtocols { return fail(.malformedAnswer("101 unasked"), on: loop) }
            guard let head, try parser.nextBody(into: &body, limit: pool.configuration.answerLimit) else { return }
            finish(head, on: loop)
        } catch .endedEarly {
            fail(.connectionLost("ended in the middle of an answer"), on: loop)
        } catch {
            fail(.malformedAnswer(error.description), on: loop)
        }
    }

    /// The answer is whole. The connection is kept where both sides can use it again: the server said nothing else, all of
    /// the request was sent, and nothing came behind the answer.
    func finish(_ head: HTTPResponseHead, on loop: isolated EventLoop) {
        var response = head.response
        response.body = body
        body = []
        isFirst = false
        let isReusable = head.keepsAlive && parser.unparsedByteCount == 0 && connection.queuedByteCount == 0
        guard case .awaiting(let continuation) = phase else { return }
        if isReusable && pool.keep(self, on: loop) {
            phase = .idle
            setTimer(pool.configuration.idleDeadline, on: loop) {
                self.pool.remove(self)
                self.close(on: loop)
            }
        } else {
            close(on: loop)
        }
        continuation.resume(returning: .success(response))
    }

    /// It ended, or cannot be used any more.
    func lose(_ reason: String, on loop: isolated EventLoop) {
        switch phase {
        case .idle:
            pool.remove(self)
            setTimer(nil, on: loop)
            phase = .closed
            connection.abort(on: loop)
        case .awaiting:
            let wasIdle = !isFirst && !answerHasBegun
            end(.failure(wasIdle ? .idleConnectionDied : .final(.connectionLost(reason))), on: loop)
        case .closed:
            break
        }
    }

    func cancel(on loop: isolated EventLoop) { fail(.connectionLost("the task was cancelled"), on: loop) }

    func fail(_ error: HTTPClientError, on loop: isolated EventLoop) { end(.failure(.final(error)), on: loop) }

    func end(_ outcome: Outcome, on loop: isolated EventLoop) {
        guard case .awaiting(let continuation) = phase else { return }
        phase = .closed
        setTimer(nil, on: loop)
        connection.abort(on: loop)
        continuation.resume(returning: outcome)
    }

    func setTimer(_ delay: Duration?, on loop: isolated EventLoop, _ body: (() -> Void)? = nil) {
        if let timer { loop.cancel(timer) }
        timer = nil
        if let delay, let body { timer = loop.schedule(after: delay, body) }
    }
}
