import Audio
import Transport
import Twilio
import WebSocket

/// One Media Stream as Twilio plays it: a caller who speaks in frames of 20 ms and hears what the server sends.
///
/// Begin it once the socket is open. It ends by itself when the caller hangs up or the server closes, and by ``stop(on:)``;
/// either way `onEnd` gets the report, once.
final class StreamSession: WebSocketDelegate, Ticking {
    /// What is kept, and how fast the caller speaks.
    struct Settings: Sendable {
        /// Whether every byte is accounted for; see ``PlaybackTruth``.
        var recordsAudio = true
        /// How much of what is heard is kept with the silence between, in bytes, 8000 a second.
        var lineLimit = 0
        /// What goes wrong with marks.
        var markFaults = MarkFaults()
        /// Frames of speech sent each 20 ms; 1 is real time.
        var framesPerTick = 1
    }

    /// Captured streams carry their first sound about 100 ms after the start, and never the timestamp 0.
    private static let firstTimestamp = 102
    private static let ticksBeforeSound = 5
    private static let frame = Duration.milliseconds(20)
    private static let silence = [UInt8](repeating: 0xFF, count: PlaybackBuffer.frameByteCount)
    private static let silentPayload: [UInt8] = {
        var payload: [UInt8] = []
        Base64.encode(silence.span, into: &payload)
        return payload
    }()
    /// More than that waiting to be sent, and speech faster than real time pauses.
    private static let queueLimit = 64 * 1024

    /// Where the caller's script has come to; the next stream of the call goes on from there.
    private(set) var caller: CallerActor

    private let socket: WebSocketConnection
    private let settings: Settings
    private var writer: TwilioStreamWriter
    private var receiver: StreamReceiver
    private var report: StreamReport
    private var echoes: MarkEchoes
    private var onEnd: ((StreamReport) -> Void)?
    private var startedAt = ContinuousClock.now
    private var ticks = 0

    // Kept between frames, so that a frame costs no allocation. A span of a class's property cannot be passed on; where one
    // is needed the array is named by a local first, which copies nothing.
    private var message: [UInt8] = []
    private var heard: [UInt8] = []
    private var samples: [Int16] = []
    private var said: [UInt8] = []
    private var payload: [UInt8] = []

    init(
        _ socket: WebSocketConnection, start: StreamStart, caller: CallerActor, settings: Settings,
        onEnd: @escaping (StreamReport) -> Void
    ) {
        self.socket = socket
        self.caller = caller
        self.settings = settings
        self.onEnd = onEnd
        writer = TwilioStreamWriter(start: start)
        receiver = StreamReceiver(streamSID: start.streamSID, recordsAudio: settings.recordsAudio)
        echoes = MarkEchoes(settings.markFaults)
        report = StreamReport(streamSID: start.streamSID, callSID: start.callSID, end: .stopped)
        report.lineStart = .milliseconds(Self.firstTimestamp) - Self.frame * Self.ticksBeforeSound
        socket.delegate = self
    }

    /// Sends `connected` and `start`, and begins to tick.
    func begin(on loop: isolated EventLoop) {
        startedAt = .now
        send(on: loop) { writer, message in writer.appendConnected(into: &message) }
        send(on: loop) { writer, message in writer.appendStart(into: &message) }
        TickClock.of(loop).add(self, on: loop)
    }

    /// Ends the stream as a REST update does: `stop`, then a close frame.
    func stop(on loop: isolated EventLoop) { end(.stopped, on: loop) }

    func tick(on loop: isolated EventLoop) {
        play(on: loop)
        ticks += 1
        noteLateness()
        guard ticks > Self.ticksBeforeSound else { return }
        let hearsAgent = isAudible
        for _ in 0..<settings.framesPerTick {
            guard speak(hearsAgent: hearsAgent, on: loop) else { break }
        }
    }

    func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {
        guard onEnd != nil else { return }
        let soundBefore = receiver.mediaCount
        let marks = receiver.receive(text: text)
        if soundBefore == 0 && receiver.mediaCount == 1 { report.firstSound = .now - startedAt }
        echo(marks, on: loop)
    }

    func webSocket(_ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop) {
        receiver.receiveBinary()
    }

    /// The caller's frames are the only thing sent; while they cannot leave, Twilio drops them too (31930).
    func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {}

    func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {
        finish(.serverClosed(reason), on: loop)
    }
}

extension StreamSession {
    private typealias Writing = (inout TwilioStreamWriter, inout [UInt8]) -> Void

    private func play(on loop: isolated EventLoop) {
        heard.removeAll(keepingCapacity: true)
        let marks = receiver.tick(playing: &heard)
        if report.line.count < settings.lineLimit {
            report.line += heard
            report.line += Self.silence.dropFirst(heard.count)
        }
        echo(marks, on: loop)
    }

    private var isAudible: Bool {
        guard !heard.isEmpty else { return false }
        samples.removeAll(keepingCapacity: true)
        let sound = heard
        MuLaw.decode(sound.span, into: &samples)
        let decoded = samples
        return Loudness.speech.isReached(by: decoded.span)
    }

    /// Lets the caller do what the script says for 20 ms; `false` where no further frame may follow in this tick.
    private func speak(hearsAgent: Bool, on loop: isolated EventLoop) -> Bool {
        switch caller.tick(hearsAgent: hearsAgent) {
        case .silence:
            sendMedia(Self.silentPayload, on: loop)
            return false
        case .speech(let step, let offset):
            prepareSpeech(step: step, offset: offset)
            sendMedia(payload, on: loop)
            return socket.queuedByteCount < Self.queueLimit
        case .key(let digit):
            send(on: loop) { writer, message in writer.appendDTMF(digit: digit, into: &message) }
            sendMedia(Self.silentPayload, on: loop)
            return false
        case .hangUp:
            end(.callerHungUp, on: loop)
            return false
        }
    }

    /// Puts 160 bytes of the caller's speech, as Base64, into `payload`; the last frame ends in silence.
    private func prepareSpeech(step: Int, offset: Int) {
        let sound = caller.sound(ofStep: step)
        said.removeAll(keepingCapacity: true)
        said += sound[offset..<min(sound.count, offset + PlaybackBuffer.frameByteCount)]
        said += Self.silence.dropFirst(said.count)
        payload.removeAll(keepingCapacity: true)
        let frame = said
        Base64.encode(frame.span, into: &payload)
    }

    private func sendMedia(_ payload: [UInt8], on loop: isolated EventLoop) {
        let timestamp = Self.firstTimestamp + 20 * report.framesSent
        report.framesSent += 1
        message.removeAll(keepingCapacity: true)
        writer.appendMedia(payload: payload.span, timestamp: timestamp, into: &message)
        let text = message
        socket.send(text: text.span, on: loop)
    }

    /// Sends back the marks that were reached, and those that come late.
    private func echo(_ reached: [String], on loop: isolated EventLoop) {
        let now = ContinuousClock.now - startedAt
        for name in reached { echoes.reached(name, at: now) }
        for name in echoes.take(at: now) {
            report.marksEchoed += 1
            send(on: loop) { writer, message in writer.appendMark(name: name, into: &message) }
        }
    }

    private func send(on loop: isolated EventLoop, _ write: Writing) {
        message.removeAll(keepingCapacity: true)
        write(&writer, &message)
        let text = message
        socket.send(text: text.span, on: loop)
    }

    private func noteLateness() {
        let lateness = (ContinuousClock.now - startedAt) - Self.frame * (ticks + 1)
        if lateness > report.worstLateness { report.worstLateness = lateness }
    }

    private func end(_ end: StreamReport.End, on loop: isolated EventLoop) {
        guard onEnd != nil else { return }
        send(on: loop) { writer, message in writer.appendStop(into: &message) }
        socket.close(.normal, on: loop)
        finish(end, on: loop)
    }

    private func finish(_ end: StreamReport.End, on loop: isolated EventLoop) {
        guard let onEnd else { return }
        self.onEnd = nil
        TickClock.of(loop).remove(self, on: loop)
        receiver.finish()
        report.fill(from: receiver)
        report.marksLost = echoes.lostCount
        report.callerGaveUp = caller.gaveUp
        report.duration = .now - startedAt
        report.end = end
        onEnd(report)
    }
}

extension StreamReport {
    fileprivate mutating func fill(from receiver: StreamReceiver) {
        messagesReceived = receiver.messageCount
        mediaReceived = receiver.mediaCount
        marksReceived = receiver.markCount
        clearsReceived = receiver.clearCount
        bytesReceived = receiver.playback.bytesReceived
        bytesHeard = receiver.playback.bytesHeard
        bytesCleared = receiver.playback.bytesCleared
        bytesDiscarded = receiver.playback.bytesDiscarded
        bytesUnplayed = receiver.playback.bytesUnplayed
        truth = receiver.playback.truth
        warnings = receiver.warnings
        firstRefusal = receiver.firstRefusal.map { "\($0)" }
    }
}
