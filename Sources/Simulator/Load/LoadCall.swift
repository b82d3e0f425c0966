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
    /// How the caller's socket ended; `nil` while it lives.
    private(set) var end: CloseReason?
    /// Called once the agent's socket is there.
    var onAgent: (() -> Void)?

    private let caller: WebSocketConnection
    private var agent: WebSocketConnection?
    private var writer: TwilioStreamWriter
    private let delay: Histogram
    private let callerPayload: [UInt8]
    private let agentMessage: [UInt8]
    private let format: AudioFormat
    private var message: [UInt8] = []

    init(_ caller: WebSocketConnection, start: StreamStart, format: AudioFormat, delay: Histogram) {
        self.caller = caller
        self.format = format
        self.delay = delay
        writer = TwilioStreamWriter(start: start)
        callerPayload = Self.base64(LoadSound.frame(.muLaw8000))
        var text: [UInt8] = []
        let payload = Self.base64(LoadSound.frame(format))
        ServerMessage.appendAudio(payload: payload.span, eventID: 1, isFinal: false, into: &text)
        agentMessage = text
        caller.delegate = Side(self, isCaller: true)
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
        down.sending(at: now)
        send(agentMessage, to: agent, on: loop)
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
            if Self.isFrame(text, LoadCall.mediaPrefix) { down.arrived(at: .now, into: delay) }
        } else {
            if Self.isFrame(text, LoadCall.audioPrefix) { up.arrived(at: .now, into: delay) }
        }
    }

    /// One of the two has ended.
    func closed(_ reason: CloseReason, atCaller: Bool) {
        if atCaller { end = reason }
    }

    private static let mediaPrefix: [UInt8] = Array(#"{"event":"media""#.utf8)
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
