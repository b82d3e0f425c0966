import Audio
import ElevenLabs
import Transport
import WebSocket

/// One conversation on its loop: reads what the client sends, lets ``AgentConversation`` decide, and does what it orders.
final class ConversationSession: WebSocketDelegate, Ticking {
    private static let tracedMessages = 1000
    private static let tracedBytes = 4096
    /// Two minutes of 16 kHz PCM.
    private static let keptSound = 120 * 32_000

    private let core: AgentCore
    private let agent: AgentCore.Agent
    private let socket: WebSocketConnection
    private let openedAt: ContinuousClock.Instant
    private var conversation: AgentConversation
    private var report: AgentReport
    private var hasEnded = false

    // Kept between messages, so that sound costs no allocation.
    private var sound: [UInt8] = []
    private var samples: [Int16] = []
    private var unescaped: [UInt8] = []
    private var message: [UInt8] = []

    init(_ socket: WebSocketConnection, agentID: String, agent: AgentCore.Agent, core: AgentCore) {
        self.socket = socket
        self.core = core
        self.agent = agent
        openedAt = .now
        conversation = AgentConversation(
            script: agent.persona.script, behavior: agent.persona.behavior,
            sampleRate: agent.persona.inputFormat.sampleRate)
        report = AgentReport(
            conversationID: SID.make("conv_"), agentID: agentID, isCompressed: socket.agreement.deflate != nil)
    }

    /// The upgrade has been answered; the socket is ours.
    func begin(on loop: isolated EventLoop) {
        socket.delegate = self
        TickClock.of(loop).add(self, on: loop)
        core.feed.tell(.conversationStarted(conversationID: report.conversationID))
        perform(conversation.opened(), on: loop)
    }

    func tick(on loop: isolated EventLoop) { perform(conversation.tick(at: now(on: loop)), on: loop) }

    func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {
        let now = now(on: loop)
        perform(conversation.clientSent(at: now), on: loop)
        do throws(ConversationError) {
            try receive(ClientEvent(decoding: text), in: text, at: now, on: loop)
        } catch {
            // The vendor refuses such a message with 1008.
            conversation.note("a message that is none: \(error)")
            perform([.close(.policyViolation, reason: "Invalid message received")], on: loop)
        }
    }

    func webSocket(_ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop) {
        conversation.note("a binary message")
    }

    /// Replies are short; what waits for a slow client is bounded by the script.
    func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {}

    func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {
        guard !hasEnded else { return }
        hasEnded = true
        conversation.clientClosed()
        TickClock.of(loop).remove(self, on: loop)
        report.close = reason
        report.duration = .now - openedAt
        report.repliesSent = conversation.repliesSent
        report.interruptions = conversation.interruptions
        report.pings = conversation.pings.sentCount
        report.pongs = conversation.pings.answeredCount
        report.problems = conversation.problems
        core.ended(report)
    }

    private func now(on loop: isolated EventLoop) -> Duration { max(.zero, loop.passStart - openedAt) }
}

// What comes from the client.
extension ConversationSession {
    private func receive(
        _ event: ClientEvent, in text: Span<UInt8>, at now: Duration, on loop: isolated EventLoop
    ) throws(ConversationError) {
        switch event {
        case .userAudio(let payload, let isEscaped):
            try hear(text.extracting(payload), isEscaped: isEscaped, at: now, on: loop)
            return
        case .pong(let eventID):
            conversation.pong(eventID: eventID, at: now)
            return
        case .initiation(let initiation):
            if report.initiation != nil || report.callerSound.messages > 0 {
                conversation.note("conversation_initiation_client_data was not the first message")
            }
            report.initiation = initiation
        case .toolResult(let result):
            report.toolResults.append(result)
            perform(conversation.toolResult(result, at: now), on: loop)
        case .userMessage(let words, let medium):
            report.userMessages.append(.init(text: words, sourceMedium: medium))
            perform(conversation.userMessage(words, sourceMedium: medium, at: now), on: loop)
        case .unrecognized(let type):
            conversation.note("a message of unknown type \(type)")
        case .contextualUpdate, .userActivity, .feedback:
            break
        }
        trace(text.extracting(first: min(text.count, Self.tracedBytes)), isFromAgent: false, at: now)
    }

    private func hear(
        _ payload: Span<UInt8>, isEscaped: Bool, at now: Duration, on loop: isolated EventLoop
    ) throws(ConversationError) {
        sound.removeAll(keepingCapacity: true)
        guard decode(payload, isEscaped: isEscaped) else { throw .invalidField("user_audio_chunk") }
        report.callerSound.received(sound, at: now, keepingUpTo: core.configuration.recordsAudio ? Self.keptSound : 0)
        samples.removeAll(keepingCapacity: true)
        // A span of a class's property cannot be passed on; naming the array copies nothing.
        let bytes = sound
        switch agent.persona.inputFormat.encoding {
        case .muLaw: MuLaw.decode(bytes.span, into: &samples)
        case .pcm16:
            if bytes.count % 2 != 0 { conversation.note("a chunk of PCM that ends within a sample") }
            PCM16.decode(bytes.span, into: &samples)
        }
        let heard = samples
        perform(conversation.heard(heard.span, at: now), on: loop)
    }

    private func decode(_ payload: Span<UInt8>, isEscaped: Bool) -> Bool {
        guard isEscaped else { return Base64.decode(payload, into: &sound) }
        unescaped.removeAll(keepingCapacity: true)
        unescaped.appendUnescapingSolidus(payload)
        let text = unescaped
        return Base64.decode(text.span, into: &sound)
    }

    private func trace(_ text: Span<UInt8>, isFromAgent: Bool, at now: Duration) {
        guard report.trace.count < Self.tracedMessages else { return }
        let words = text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        report.trace.append(.init(time: now, isFromAgent: isFromAgent, text: words))
    }
}

// What goes to the client.
extension ConversationSession {
    private func perform(_ actions: [AgentAction], on loop: isolated EventLoop) {
        for action in actions { perform(action, on: loop) }
    }

    private func perform(_ action: AgentAction, on loop: isolated EventLoop) {
        switch action {
        case .audio(let position, let chunk, let eventID, let isFinal):
            speak(position, chunk: chunk, eventID: eventID, isFinal: isFinal, on: loop)
        case .close(let code, let reason):
            conversation.clientClosed()
            socket.close(code, reason: reason, on: loop)
        case .drop:
            socket.abort(on: loop)
        case .ping:
            send(action, isTraced: false, on: loop)
        case .metadata, .userTranscript, .toolRequest, .toolCall, .toolResponse, .response, .responseComplete,
            .interruption,
            .correction, .error, .unknownMessage:
            send(action, isTraced: true, on: loop)
        }
    }

    private func send(_ action: AgentAction, isTraced: Bool, on loop: isolated EventLoop) {
        message.removeAll(keepingCapacity: true)
        action.appendMessage(conversationID: report.conversationID, persona: agent.persona, into: &message)
        let text = message
        socket.send(text: text.span, on: loop)
        if isTraced {
            let start = text.span.extracting(first: min(text.count, Self.tracedBytes))
            trace(start, isFromAgent: true, at: now(on: loop))
        }
    }

    private func speak(
        _ position: ReplyPosition, chunk: Int, eventID: Int, isFinal: Bool, on loop: isolated EventLoop
    ) {
        guard let clip = agent.voice.clip(position), chunk < clip.payloads.count else { return }
        let payload = clip.payloads[chunk]
        message.removeAll(keepingCapacity: true)
        clip.appendMessage(
            chunk: chunk, eventID: eventID, isFinal: isFinal, alignment: hugeAlignment(payload), into: &message)
        let text = message
        socket.send(text: text.span, on: loop)
        report.noteSent(payload, keepingUpTo: core.configuration.recordsAudio ? Self.keptSound : 0)
    }

    /// The fault of a huge message: an alignment that fills it up. Each character takes about twelve bytes of JSON.
    private func hugeAlignment(_ payload: [UInt8]) -> ServerMessage.Alignment? {
        guard case .hugeMessage(let byteCount) = agent.persona.behavior.fault, report.bytesSent == 0 else { return nil }
        let count = max(1, (byteCount - payload.count) / 8 + 1)
        return ServerMessage.Alignment(
            characters: [String](repeating: "a", count: count), startTimes: [Int](repeating: 0, count: count),
            durations: [Int](repeating: 1, count: count))
    }
}

extension AgentReport {
    fileprivate mutating func noteSent(_ payload: [UInt8], keepingUpTo limit: Int) {
        bytesSent += payload.count / 4 * 3 - payload.suffix(2).count { $0 == UInt8(ascii: "=") }
        guard audioSent.count < limit else { return }
        _ = Base64.decode(payload.span, into: &audioSent)
    }
}
