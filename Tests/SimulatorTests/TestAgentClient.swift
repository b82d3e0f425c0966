import Audio
import ElevenLabs
import HTTP
import Transport
import WebSocket

@testable import Simulator

/// A client of an agent: sends the first message, then 20 ms of sound every 20 ms, answers pings and tools, and keeps what
/// it hears.
final class TestAgentClient: WebSocketDelegate, Ticking {
    /// What it does.
    struct Plan: Sendable {
        /// Speaks this long, as a loud tone, once so many replies were complete; in order.
        var speaks: [(afterReplies: Int, for: Duration)] = []
        /// Sends this key once so many replies were complete.
        var presses: (afterReplies: Int, key: String)?
        /// Whether it sends the first message.
        var sendsInitiation = true
        /// Closes once so many replies were complete.
        var closesAfterReplies: Int?
    }

    /// What it heard.
    struct Heard: Sendable {
        var events: [ConversationEvent] = []
        var metadata: ConversationMetadata?
        var sound: [UInt8] = []
        var eventIDs: [Int] = []
        var largestMessage = 0
        var close: CloseReason?

        /// Text of the agent's replies, in order.
        var replies: [String] {
            events.compactMap { if case .agentResponse(let text, _, _) = $0 { text } else { nil } }
        }

        var transcripts: [String] {
            events.compactMap { if case .userTranscript(let text, _) = $0 { text } else { nil } }
        }
    }

    private let socket: WebSocketConnection
    private var plan: Plan
    private var heard = Heard()
    private var replies = 0
    private var speechLeft = Duration.zero
    private var onEnd: ((Heard) -> Void)?

    private init(_ socket: WebSocketConnection, plan: Plan, onEnd: @escaping (Heard) -> Void) {
        self.socket = socket
        self.plan = plan
        self.onEnd = onEnd
    }

    /// Holds a conversation to its end.
    static func converse(
        _ url: String, _ plan: Plan, headers: HTTPHeaders = [:], on loop: isolated EventLoop
    ) async throws -> Heard {
        let limits = WebSocketLimits(maximumMessageSize: 16 * 1024 * 1024)
        let socket = try await WebSocketConnection.connect(
            to: url, settings: .init(limits: limits, headers: headers), on: loop)
        var client: TestAgentClient?
        let heard = await withCheckedContinuation { continuation in
            let new = TestAgentClient(socket, plan: plan) { continuation.resume(returning: $0) }
            client = new
            new.begin(on: loop)
        }
        _ = client
        return heard
    }

    private func begin(on loop: isolated EventLoop) {
        socket.delegate = self
        TickClock.of(loop).add(self, on: loop)
        guard plan.sendsInitiation else { return }
        send(on: loop) { ClientMessage.appendInitiation(dynamicVariables: ["lead_name": "Ada"], into: &$0) }
    }

    func tick(on loop: isolated EventLoop) {
        guard let format = heard.metadata.flatMap({ AudioFormat(vendorName: $0.userInputAudioFormat) }) else { return }
        var samples = [Int16](repeating: 0, count: format.sampleRate / 50)
        if speechLeft > .zero {
            speechLeft -= .milliseconds(20)
            for index in samples.indices { samples[index] = index % 8 < 4 ? 6000 : -6000 }
        }
        var bytes: [UInt8] = []
        switch format.encoding {
        case .muLaw: MuLaw.encode(samples.span, into: &bytes)
        case .pcm16: PCM16.encode(samples.span, into: &bytes)
        }
        var payload: [UInt8] = []
        Base64.encode(bytes.span, into: &payload)
        send(on: loop) { ClientMessage.appendUserAudio(payload: payload.span, into: &$0) }
    }

    func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {
        heard.largestMessage = max(heard.largestMessage, text.count)
        guard let event = try? ConversationEvent(decoding: text) else {
            heard.events.append(.unrecognized(type: "undecodable"))
            return
        }
        switch event {
        case .metadata(let metadata): heard.metadata = metadata
        case .ping(let eventID): send(on: loop) { ClientMessage.appendPong(eventID: eventID, into: &$0) }
        case .audio(let audio):
            _ = Base64.decode(text.extracting(audio.payload), into: &heard.sound)
            heard.eventIDs.append(audio.eventID)
            return
        case .clientToolCall(let call):
            send(on: loop) {
                ClientMessage.appendToolResult(id: call.id, result: "none", isError: true, into: &$0)
            }
        case .agentResponseComplete: replyEnded(on: loop)
        default: break
        }
        heard.events.append(event)
    }

    func webSocket(_ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop) {}

    func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {}

    func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {
        TickClock.of(loop).remove(self, on: loop)
        heard.close = reason
        onEnd?(heard)
        onEnd = nil
    }

    private func replyEnded(on loop: isolated EventLoop) {
        replies += 1
        if let next = plan.speaks.first, next.afterReplies == replies {
            plan.speaks.removeFirst()
            speechLeft = next.for
        }
        if let press = plan.presses, press.afterReplies == replies {
            send(on: loop) {
                ClientMessage.appendUserMessage(text: press.key, sourceMedium: "dtmf", into: &$0)
            }
        }
        if plan.closesAfterReplies == replies { socket.close(.normal, on: loop) }
    }

    private func send(on loop: isolated EventLoop, _ write: (inout [UInt8]) -> Void) {
        var message: [UInt8] = []
        write(&message)
        socket.send(text: message.span, on: loop)
    }
}
