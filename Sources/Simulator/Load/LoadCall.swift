import Audio
import ElevenLabs
import Telemetry
import Transport
import Twilio
import WebSocket

/// One call under load: a caller and an agent, both here, who send each other a frame every 20 ms through a relay.
final class LoadCall: Ticking {
    /// From the caller to the agent.
    private(set) var up = LoadFlow()
    /// From the agent to the caller.
    private(set) var down = LoadFlow()
    /// Times the agent was interrupted.
    private(set) var interruptions = 0
    /// How the caller's socket ended; `nil` while it lives.
    private(set) var end: CloseReason?
    /// Called once the agent's socket is there.
    var onAgent: (() -> Void)?

    private let caller: WebSocketConnection
    private var agent: WebSocketConnection?
    private var writer: TwilioStreamWriter
    private let delay: Histogram
    private let clearDelay: Histogram
    private let interrupts: Bool
    private let callerPayload: [UInt8]
    private let agentPayload: [UInt8]
    private var agentMessage: [UInt8] = []
    private var eventID = 1
    private var interruptedAt: ContinuousClock.Instant?
    private let format: AudioFormat

    /// Frames between two interruptions: a second, and a little more, so that calls do not keep step.
    private static let framesPerResponse = 53
    private var message: [UInt8] = []

    init(
        _ caller: WebSocketConnection, start: StreamStart, format: AudioFormat, delay: Histogram, clearDelay: Histogram,
        interrupts: Bool
    ) {
        self.caller = caller
        self.format = format
        self.delay = delay
        self.clearDelay = clearDelay
        self.interrupts = interrupts
        writer = TwilioStreamWriter(start: start)
        callerPayload = Self.base64(LoadSound.frame(.muLaw8000))
        agentPayload = Self.base64(LoadSound.frame(format))
        caller.delegate = Side(self, isCaller: true)
        beginResponse()
    }

    private func beginResponse() {
        agentMessage.removeAll(keepingCapacity: true)
        let payload = agentPayload
        ServerMessage.appendAudio(payload: payload.span, eventID: eventID, isFinal: false, into: &agentMessage)
    }

    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        Base64.encode(bytes.span, into: &text)
        return text
    }

    /// Sends `connected` and `start`.
    func begin(on loop: isolated EventLoop) {
        message.removeAll(keepingCapacity: true)
        writer.appendConnected(into: &message)
        send(message, to: caller, on: loop)
        message.removeAll(keepingCapacity: true)
        writer.appendStart(into: &message)
        send(message, to: caller, on: loop)
    }

    /// Takes the agent's socket; it says at once which formats it speaks.
    func join(_ socket: WebSocketConnection, on loop: isolated EventLoop) {
        agent = socket
        socket.delegate = Side(self, isCaller: false)
        var text: [UInt8] = []
        ServerMessage.appendMetadata(
            ConversationMetadata(
                conversationID: "conv_load", agentOutputAudioFormat: format.vendorName,
                userInputAudioFormat: format.vendorName), into: &text)
        send(text, to: socket, on: loop)
        onAgent?()
        onAgent = nil
    }

    func tick(on loop: isolated EventLoop) {
        guard let agent, end == nil else { return }
        let now = ContinuousClock.now
        message.removeAll(keepingCapacity: true)
        let payload = callerPayload
        writer.appendMedia(payload: payload.span, timestamp: 100 + up.sent * 20, into: &message)
        up.sending(at: now)
        send(message, to: caller, on: loop)
        if interrupts, down.sent > 0, down.sent.isMultiple(of: Self.framesPerResponse) {
            interrupt(agent, at: now, on: loop)
        }
        down.sending(at: now)
        send(agentMessage, to: agent, on: loop)
    }

    /// The caller is told to be speaking over the agent, whose next sound is another response's.
    private func interrupt(_ agent: WebSocketConnection, at now: ContinuousClock.Instant, on loop: isolated EventLoop) {
        message.removeAll(keepingCapacity: true)
        ServerMessage.appendInterruption(eventID: eventID, into: &message)
        interruptedAt = now
        interruptions += 1
        send(message, to: agent, on: loop)
        eventID += 1
        beginResponse()
    }

    /// The caller hangs up.
    func hangUp(on loop: isolated EventLoop) {
        guard end == nil else { return }
        message.removeAll(keepingCapacity: true)
        writer.appendStop(into: &message)
        send(message, to: caller, on: loop)
        caller.close(.normal, on: loop)
    }

    private func send(_ text: [UInt8], to socket: WebSocketConnection, on loop: isolated EventLoop) {
        socket.send(text: text.span, on: loop)
    }

    /// A message came to one of the two.
    func received(_ text: Span<UInt8>, atCaller: Bool, on loop: isolated EventLoop) {
        if atCaller {
            if Self.isFrame(text, LoadCall.mediaPrefix) {
                down.arrived(at: .now, into: delay)
            } else if Self.isFrame(text, LoadCall.clearPrefix), let interruptedAt {
                clearDelay.record(.now - interruptedAt)
                self.interruptedAt = nil
            }
        } else {
            if Self.isFrame(text, LoadCall.audioPrefix) { up.arrived(at: .now, into: delay) }
        }
    }

    /// One of the two has ended.
    func closed(_ reason: CloseReason, atCaller: Bool) {
        if atCaller { end = reason }
    }

    private static let mediaPrefix: [UInt8] = Array(#"{"event":"media""#.utf8)
    private static let clearPrefix: [UInt8] = Array(#"{"event":"clear""#.utf8)
    private static let audioPrefix: [UInt8] = Array(#"{"user_audio_chunk""#.utf8)

    private static func isFrame(_ text: Span<UInt8>, _ prefix: [UInt8]) -> Bool {
        guard text.count > prefix.count else { return false }
        for index in prefix.indices where text[index] != prefix[index] { return false }
        return true
    }

    /// One of a call's two sockets.
    private final class Side: WebSocketDelegate {
        private let call: LoadCall
        private let isCaller: Bool

        init(_ call: LoadCall, isCaller: Bool) {
            self.call = call
            self.isCaller = isCaller
        }

        func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {
            call.received(text, atCaller: isCaller, on: loop)
        }

        func webSocket(
            _ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop
        ) {}

        func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {}

        func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {
            call.closed(reason, atCaller: isCaller)
        }
    }
}
