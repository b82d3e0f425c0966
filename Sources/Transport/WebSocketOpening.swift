import HTTP
import WebSocket

/// The upgrade of a connection we opened, while it is under way: the request goes out, the answer is read and judged.
final class WebSocketOpening {
    /// Of a refusal's body so much is kept for the log; vendors explain themselves in less.
    private static let excerptByteCount = 512
    /// A refusal's body is read up to here at most.
    private static let bodyLimit = 64 << 10

    private let connection: Connection
    private let url: WebSocketURL
    private let settings: WebSocketConnection.ClientSettings
    private let handshake: ClientHandshake
    private var parser: HTTPResponseParser? = HTTPResponseParser(answering: .get)
    /// An answer that is no 101; its body is still coming.
    private var refusal: HTTPStatus?
    private var body: [UInt8] = []
    private var waiting: CheckedContinuation<Void, Never>?
    private var outcome: Result<WebSocketConnection, ConnectError>?

    init(_ connection: Connection, to url: WebSocketURL, settings: WebSocketConnection.ClientSettings) {
        self.connection = connection
        self.url = url
        self.settings = settings
        handshake = ClientHandshake(
            host: url.authority, target: url.target, headers: settings.headers, subprotocols: settings.subprotocols,
            compression: settings.compression)
    }

    /// Works until the upgrade is done or has failed; `take` says which.
    func run(on loop: isolated EventLoop) async {
        if outcome == nil { send(on: loop) }
        if outcome == nil { await withCheckedContinuation { waiting = $0 } }
    }

    /// What came of it.
    func take() throws(ConnectError) -> WebSocketConnection {
        guard let outcome else { fatalError("an upgrade ends with a socket or a failure") }
        return try outcome.get()
    }

    /// Ends the attempt; the first reason counts.
    func fail(_ error: ConnectError, on loop: isolated EventLoop) {
        guard outcome == nil else { return }
        connection.abort(on: loop)
        finish(.failure(error))
    }

    /// A refusal whose body does not end is still a refusal.
    func timeOut(on loop: isolated EventLoop) {
        if let refusal { refuse(refusal, on: loop) } else { fail(.timedOut, on: loop) }
    }
}

extension WebSocketOpening: ConnectionDelegate {
    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {
        guard outcome == nil else { return }
        parser?.receive(bytes)
        readAnswer(on: loop)
    }

    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) {
        guard outcome == nil else { return }
        parser?.receiveEnd()
        readAnswer(on: loop)
    }

    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {}

    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {
        guard outcome == nil else { return }
        if let refusal { return refuse(refusal, on: loop) }
        switch error {
        case .system(let operation, let errno): fail(.system(operation: operation, errno: errno), on: loop)
        case .tls(let words): fail(.tls(words), on: loop)
        case .writeStalled: fail(.timedOut, on: loop)
        case .loopEnded: fail(.cancelled, on: loop)
        case nil: fail(.upgradeRefused(status: 0, reason: "the connection ended before an answer"), on: loop)
        }
    }
}

private extension WebSocketOpening {
    func send(on loop: isolated EventLoop) {
        var bytes: [UInt8] = []
        do {
            try HTTPSerializer.append(handshake.request, to: &bytes)
        } catch {
            return fail(.upgradeRefused(status: 0, reason: "the request cannot be sent: \(error)"), on: loop)
        }
        connection.write(bytes.span, on: loop)
        connection.start(self, on: loop)
    }

    func readAnswer(on loop: isolated EventLoop) {
        do throws(HTTPError) {
            if refusal == nil {
                guard let head = try parser?.nextHead() else { return }
                guard judge(head.response, on: loop) else { return }
            }
            try readBody(on: loop)
        } catch {
            if let refusal { return refuse(refusal, on: loop) }
            fail(.upgradeRefused(status: 0, reason: "\(error)"), on: loop)
        }
    }

    /// Says whether there is a refusal whose body is to be read.
    func judge(_ response: HTTPResponse, on loop: isolated EventLoop) -> Bool {
        do {
            accept(try handshake.judge(response), on: loop)
        } catch .status {
            refusal = response.status
            return true
        } catch {
            fail(.upgradeRefused(status: response.status.code, reason: "\(error)"), on: loop)
        }
        return false
    }

    func accept(_ agreement: WebSocketAgreement, on loop: isolated EventLoop) {
        guard let parser = parser.take() else { return }
        let socket = WebSocketConnection(
            opened: connection, agreement, limits: settings.limits, leftover: parser.leftover(), on: loop)
        socket.violations = settings.violations
        finish(.success(socket))
    }

    func readBody(on loop: isolated EventLoop) throws(HTTPError) {
        let isWhole = try parser?.nextBody(into: &body, limit: Self.bodyLimit) ?? true
        guard let refusal, isWhole || body.count >= Self.excerptByteCount else { return }
        refuse(refusal, on: loop)
    }

    func refuse(_ status: HTTPStatus, on loop: isolated EventLoop) {
        let excerpt = String(decoding: body.prefix(Self.excerptByteCount), as: UTF8.self)
        fail(.upgradeRefused(status: status.code, reason: excerpt), on: loop)
    }

    func finish(_ outcome: Result<WebSocketConnection, ConnectError>) {
        self.outcome = outcome
        waiting?.resume()
        waiting = nil
    }
}
