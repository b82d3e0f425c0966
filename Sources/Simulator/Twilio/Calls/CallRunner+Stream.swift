import FoundationEssentials
import HTTP
import Transport
import Twilio
import WebSocket

/// Dials the Media Stream of `<Connect><Stream>` and stays with it to its end.
extension CallRunner {
    /// What the server may send in one message; ten minutes of sound in Base64 and some more.
    private static let messageLimit = 8 * 1024 * 1024

    /// Runs a stream; whether the call is to end, because the callee has hung up.
    func connect(_ stream: TwiML.Stream, on loop: isolated EventLoop) async -> Bool {
        let start = StreamStart(
            accountSID: fields.accountSID, streamSID: SID.make("MZ"), callSID: fields.callSID,
            customParameters: Dictionary(stream.parameters.map { ($0.name, $0.value) }) { _, last in last })
        do throws(StreamFailure) {
            let socket = try await dial(stream, on: loop)
            return await follow(stream, socket, start, on: loop)
        } catch {
            report.problems.append("\(error.code) \(error.words)")
            tell("stream-error", of: stream, start, error: "\(error.words) (\(error.code))", on: loop)
            return false
        }
    }

    private func dial(
        _ stream: TwiML.Stream, on loop: isolated EventLoop
    ) async throws(StreamFailure) -> WebSocketConnection {
        guard let parts = URLParts(stream.url) else { throw .init(31923, "Stream - Malformed URL") }
        let address = core.routes.local(stream.url)
        // Twilio takes `wss` only; a simulated call may stay on this machine in the clear.
        guard parts.isWebSocket, parts.isSecure || URLParts(address)?.isLoopback == true else {
            throw .init(31922, "Stream - URL schema not supported")
        }
        guard parts.query == nil else { throw .init(31920, "Stream - Handshake error: a query in the URL") }
        guard stream.track == nil || stream.track == "inbound_track" else {
            throw .init(31941, "Stream - Invalid Track configuration")
        }
        let headers: HTTPHeaders = [
            "User-Agent": "Twilio.TmeWs/1.0", "X-Twilio-Signature": core.signature.sign(url: stream.url),
        ]
        let settings = WebSocketConnection.ClientSettings(
            limits: WebSocketLimits(maximumMessageSize: Self.messageLimit), tls: core.configuration.tls,
            headers: headers)
        do throws(ConnectError) {
            return try await WebSocketConnection.connect(to: address, settings: settings, on: loop)
        } catch {
            throw StreamFailure(error)
        }
    }

    private func follow(
        _ stream: TwiML.Stream, _ socket: WebSocketConnection, _ start: StreamStart, on loop: isolated EventLoop
    ) async -> Bool {
        tell("stream-started", of: stream, start, on: loop)
        core.feed.tell(.streamStarted(callSID: fields.callSID, streamSID: start.streamSID))
        let streamReport = await withCheckedContinuation { continuation in
            begin(socket, start, on: loop) { continuation.resume(returning: $0) }
        }
        caller = self.stream?.caller
        self.stream = nil
        report.streams.append(streamReport)
        core.feed.tell(.streamEnded(streamReport))
        return tellEnd(streamReport.end, of: stream, start, on: loop)
    }

    private func begin(
        _ socket: WebSocketConnection, _ start: StreamStart, on loop: isolated EventLoop,
        onEnd: @escaping (StreamReport) -> Void
    ) {
        let session = StreamSession(
            socket, start: start, caller: caller ?? CallerActor(.listening(for: .seconds(3600))),
            settings: core.streamSettings, onEnd: onEnd)
        stream = session
        session.begin(on: loop)
        // An order that came while the socket was being opened.
        if command != nil { session.stop(on: loop) }
    }

    /// Reports how the stream ended; whether the call ends with it.
    private func tellEnd(
        _ end: StreamReport.End, of stream: TwiML.Stream, _ start: StreamStart, on loop: isolated EventLoop
    ) -> Bool {
        switch end {
        case .callerHungUp:
            tell("stream-stopped", of: stream, start, on: loop)
            return true
        case .stopped:
            tell("stream-stopped", of: stream, start, on: loop)
            return false
        case .serverClosed(let reason) where reason.wasClean:
            tell("stream-stopped", of: stream, start, on: loop)
            return false
        case .serverClosed(let reason):
            let failure = StreamFailure(31903, "Stream - Broken pipe")
            report.problems.append("\(failure.code) \(failure.words) \(reason.reason)")
            tell("stream-error", of: stream, start, error: "\(failure.words) (\(failure.code))", on: loop)
            return false
        }
    }

    private func tell(
        _ event: String, of stream: TwiML.Stream, _ start: StreamStart, error: String? = nil,
        on loop: isolated EventLoop
    ) {
        guard let url = stream.statusCallback else { return }
        let form = fields.stream(
            event, streamSID: start.streamSID, name: stream.name, error: error, date: Date())
        deliver(event, form, to: url, method: stream.statusCallbackMethod == "GET" ? .get : .post, on: loop)
    }
}

/// Why a Media Stream could not be opened, by the number that Twilio's debugger gives it.
struct StreamFailure: Error, Hashable {
    let code: Int
    let words: String

    init(_ code: Int, _ words: String) {
        self.code = code
        self.words = words
    }

    init(_ error: ConnectError) {
        switch error {
        case .timedOut, .cancelled: self.init(31901, "Stream - Connection timeout")
        case .refused: self.init(31902, "Stream - Connection refused")
        case .nameNotFound, .addressNotAllowed, .system: self.init(31904, "Stream - Host unreachable")
        case .tls(let words): self.init(31910, "Stream - SSL protocol error: \(words)")
        case .upgradeRefused(let status, _): self.init(31920, "Stream - Handshake error: status \(status)")
        case .malformedURL: self.init(31923, "Stream - Malformed URL")
        }
    }
}

extension URLParts {
    /// Whether the host is this machine by its numeric address or usual name.
    var isLoopback: Bool {
        authority.hasPrefix("127.") || authority.hasPrefix("[::1]") || authority.hasPrefix("localhost")
    }
}
