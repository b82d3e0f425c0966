import Audio
import HTTP
import Synchronization
import Telemetry
import Transport
import Twilio
import WebSocket

@testable import Simulator

/// The least that can stand where the bridge stands: answers webhooks, hands out TwiML, and does on the media socket what
/// a plan says. What it saw is told in order.
final class TestBridge: HTTPResponder, WebSocketAcceptor, Sendable {
    /// What it does once a stream has started.
    struct Plan: Sendable {
        /// Mu-law sent at once after `start`, in messages of this size.
        var sound: [UInt8] = []
        var messageSize = 4000
        /// A mark after the sound.
        var mark: String?
        /// Text messages sent before the sound.
        var texts: [String] = []
        /// Whether a binary message is sent before the sound.
        var sendsBinary = false
        /// Sends `clear` after so many frames from the caller.
        var clearsAfter: Int?
        /// Closes the socket when a mark comes back, or after so many frames.
        var closesOnMark = false
        var closesAfter: Int?
        /// Drops the connection after so many frames.
        var dropsAfter: Int?
    }

    /// What it saw.
    struct Seen: Sendable {
        var webhooks: [(path: String, fields: [FormCoding.Field])] = []
        var headers: [HTTPHeaders] = []
        var refusals: [String] = []
        var start: StreamStart?
        var messages: [String] = []
        var sequence: [String] = []
        var timestamps: [Int] = []
        var callerSound: [UInt8] = []
        var close: CloseReason?
    }

    static let token = "0123456789abcdef0123456789abcdef"
    static let account = "AC0123456789abcdef0123456789abcdef"
    static let publicURL = "https://bridge.example.com"

    let plan: Plan
    let documents: [String: String]
    private let state = Mutex(Seen())

    init(_ plan: Plan = Plan(), documents: [String: String] = [:]) {
        self.plan = plan
        self.documents = documents
    }

    var seen: Seen { state.withLock { $0 } }

    func note(_ change: (inout Seen) -> Void) { state.withLock { change(&$0) } }

    /// The statuses that call callbacks told, in the order they came.
    var statuses: [String] {
        seen.webhooks.filter { $0.path == "/status" }.compactMap { hook in
            hook.fields.first { $0.name == "CallStatus" }?.value
        }
    }

    /// The events that stream callbacks told.
    var streamEvents: [String] {
        seen.webhooks.filter { $0.path == "/stream" }.compactMap { hook in
            hook.fields.first { $0.name == "StreamEvent" }?.value
        }
    }

    @concurrent func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse {
        do throws(SignatureError) {
            let fields = try RequestSignature(authToken: Self.token)
                .verify(request, url: Self.publicURL + request.target)
            note { seen in
                seen.webhooks.append((request.target, fields))
                seen.headers.append(request.headers)
            }
        } catch {
            note { $0.refusals.append("\(request.target): \(error)") }
            return HTTPResponse(.forbidden)
        }
        guard let document = documents[request.target] else { return HTTPResponse(.noContent) }
        return HTTPResponse(.ok, headers: ["Content-Type": "text/xml; charset=utf-8"], body: Array(document.utf8))
    }

    func bodyLimit(for head: HTTPRequest) -> Int { 64 * 1024 }

    func decide(_ request: HTTPRequest, from peer: SocketAddress) -> WebSocketDecision {
        guard request.target == "/media" else { return .decline }
        note { $0.headers.append(request.headers) }
        do throws(SignatureError) {
            try RequestSignature(authToken: Self.token)
                .verifyUpgrade(headers: request.headers, url: "wss://bridge.example.com/media")
            return .accept(.init(limits: WebSocketLimits()))
        } catch {
            note { $0.refusals.append("upgrade: \(error)") }
            return .refuse(HTTPResponse(.forbidden))
        }
    }

    func accept(
        _ socket: WebSocketConnection, request: HTTPRequest, from peer: SocketAddress, on loop: isolated EventLoop
    ) {
        socket.delegate = MediaEnd(self)
    }

    /// The document of most tests: a stream, and then the end.
    static func connect(then rest: String = "<Hangup/>") -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?><Response><Connect><Stream url="wss://bridge.example.com/media" \
        statusCallback="\(publicURL)/stream"><Parameter name="attempt" value="42"/></Stream></Connect>\(rest)</Response>
        """
    }
}

/// The bridge's end of a media socket.
private final class MediaEnd: WebSocketDelegate {
    private let bridge: TestBridge
    private var streamSID = ""
    private var frames = 0

    init(_ bridge: TestBridge) { self.bridge = bridge }

    func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {
        guard let message = try? MediaStreamMessage(decoding: text) else {
            bridge.note { $0.refusals.append("a message that is none") }
            return
        }
        noteSequence(text)
        switch message {
        case .start(let start):
            streamSID = start.streamSID
            bridge.note { $0.start = start }
            begin(socket, on: loop)
        case .media(let media):
            hear(media, in: text, socket, on: loop)
        case .mark(let name):
            bridge.note { $0.messages.append("mark \(name)") }
            if bridge.plan.closesOnMark { socket.close(.normal, on: loop) }
        case .dtmf(let digit): bridge.note { $0.messages.append("dtmf \(digit)") }
        case .stop: bridge.note { $0.messages.append("stop") }
        case .connected: bridge.note { $0.messages.append("connected") }
        case .unrecognized(let event): bridge.note { $0.refusals.append("unknown event \(event)") }
        }
    }

    func webSocket(_ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop) {
        bridge.note { $0.refusals.append("binary") }
    }

    func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {}

    func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {
        bridge.note { $0.close = reason }
    }

    private func begin(_ socket: WebSocketConnection, on loop: isolated EventLoop) {
        let plan = bridge.plan
        let encoder = MediaStreamEncoder(streamSID: streamSID)
        for text in plan.texts { send(Array(text.utf8), socket, on: loop) }
        if plan.sendsBinary {
            let bytes: [UInt8] = [1, 2, 3]
            socket.send(binary: bytes.span, on: loop)
        }
        var start = 0
        while start < plan.sound.count {
            let end = min(plan.sound.count, start + plan.messageSize)
            var payload: [UInt8] = []
            Base64.encode(plan.sound[start..<end].span, into: &payload)
            var message: [UInt8] = []
            encoder.appendMedia(payload: payload.span, into: &message)
            send(message, socket, on: loop)
            start = end
        }
        guard let mark = plan.mark else { return }
        var message: [UInt8] = []
        encoder.appendMark(name: mark, into: &message)
        send(message, socket, on: loop)
    }

    private func hear(
        _ media: MediaStreamMessage.Media, in text: Span<UInt8>, _ socket: WebSocketConnection,
        on loop: isolated EventLoop
    ) {
        frames += 1
        var sound: [UInt8] = []
        _ = Base64.decode(text.extracting(media.payload), into: &sound)
        bridge.note { seen in
            seen.callerSound += sound
            seen.timestamps.append(media.timestamp)
        }
        if frames == bridge.plan.clearsAfter {
            var message: [UInt8] = []
            MediaStreamEncoder(streamSID: streamSID).appendClear(into: &message)
            send(message, socket, on: loop)
        }
        if frames == bridge.plan.closesAfter { socket.close(.normal, on: loop) }
        if frames == bridge.plan.dropsAfter { socket.abort(on: loop) }
    }

    /// Counters are strings, shared by all messages but `connected`.
    private func noteSequence(_ text: Span<UInt8>) {
        let words = text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        guard let range = words.firstRange(of: "\"sequenceNumber\":\"") else { return }
        let number = words[range.upperBound...].prefix { $0 != "\"" }
        bridge.note { $0.sequence.append(String(number)) }
    }

    private func send(_ bytes: [UInt8], _ socket: WebSocketConnection, on loop: isolated EventLoop) {
        socket.send(text: bytes.span, on: loop)
    }
}
