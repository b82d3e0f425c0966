import Audio
import Calls
import ElevenLabs
import Transport
import Twilio

/// A call without its sockets: what each side sends goes in with the time, and what is to be sent and done comes out, in
/// ``outbox``. It decides nothing that ``CallStateMachine`` decides; it reads messages, converts sound and writes messages.
///
/// Empty the outbox after every call of a method.
struct CallCore: ~Copyable {
    typealias Instant = ContinuousClock.Instant

    /// What decides.
    var machine: CallStateMachine
    /// What is to be sent and done.
    var outbox = CallOutbox()

    private let holdSound: [UInt8]
    private var holdPosition = 0
    private var audio: AudioPath?
    private var encoder: MediaStreamEncoder?
    private var recorder: Recorder?

    // Memory kept between messages: Base64 text without escapes, decoded sound, encoded sound.
    private var unescaped: [UInt8] = []
    private var sound: [UInt8] = []
    private var text: [UInt8] = []

    /// A stream was accepted. `holdSound` is mu-law, played over and over.
    init(limits: CallLimits, holdSound: [UInt8], canHangUp: Bool, at now: Instant) {
        machine = CallStateMachine(limits: limits, canHangUp: canHangUp, at: now)
        self.holdSound = holdSound
    }

    /// Records the call from here on.
    mutating func record(with recorder: Recorder) {
        self.recorder = recorder
        machine.ledger.notesStretches = true
    }

    /// Takes what the machine ordered: does what is done here, and passes on the rest.
    mutating func perform(_ actions: [CallAction], at now: Instant) {
        for action in actions { perform(action, at: now) }
    }
}

// MARK: - What the caller sends

extension CallCore {
    /// A text message of Twilio's.
    mutating func streamReceived(_ text: Span<UInt8>, at now: Instant) {
        let message: MediaStreamMessage
        do throws(MediaStreamError) {
            message = try MediaStreamMessage(decoding: text)
        } catch {
            perform(machine.streamNotUnderstood("\(error)"), at: now)
            return
        }
        switch message {
        case .media(let media): callerSent(media, of: text, at: now)
        case .connected, .unrecognized: break
        case .start(let start): perform(machine.streamStarted(start, at: now), at: now)
        case .dtmf(let digit): perform(machine.callerPressed(digit, at: now), at: now)
        case .mark(let name): perform(machine.markReturned(name, at: now), at: now)
        case .stop: perform(machine.streamStopped(at: now), at: now)
        }
    }

    private mutating func callerSent(_ media: MediaStreamMessage.Media, of text: Span<UInt8>, at now: Instant) {
        // Twilio sends the outbound track on one-way streams only.
        guard media.isInbound else { return }
        guard media.payloadIsEscaped else {
            return callerSent(text.extracting(media.payload), timestamp: media.timestamp, at: now)
        }
        // Twilio has not been seen to escape anything.
        unescaped.removeAll(keepingCapacity: true)
        guard Base64Text.removeEscapes(text.extracting(media.payload), into: &unescaped) else {
            return perform(machine.streamNotUnderstood("media.payload is no Base64"), at: now)
        }
        let payload = unescaped
        callerSent(payload.span, timestamp: media.timestamp, at: now)
    }

    private mutating func callerSent(_ payload: Span<UInt8>, timestamp: Int, at now: Instant) {
        sound.removeAll(keepingCapacity: true)
        guard Base64.decode(payload, into: &sound) else {
            return perform(machine.callerFrameUnreadable(at: now), at: now)
        }
        let heard = sound
        if !machine.isTimely(timestamp, at: now) { perform(machine.callerFrameMisdated(timestamp), at: now) }
        perform(machine.callerSpoke(heard.span, timestamp: timestamp, at: now), at: now)
        record(heard.span, timestamp: timestamp, at: now)
        switch machine.callerSent(payload, at: now) {
        case .toAgent: relayToAgent(payload, at: now)
        case .held, .dropped: break
        }
    }

    private mutating func relayToAgent(_ payload: Span<UInt8>, at now: Instant) {
        guard audio != nil else { return }
        text.removeAll(keepingCapacity: true)
        switch audio!.toAgent.convert(payload, into: &text) {
        case .unchanged:
            outbox.toAgent(isMedia: true) { ClientMessage.appendUserAudio(payload: payload, into: &$0) }
        case .converted:
            let payload = text
            outbox.toAgent(isMedia: true) { ClientMessage.appendUserAudio(payload: payload.span, into: &$0) }
        case .nothing, .malformed:
            break
        }
    }
}

// MARK: - What the agent sends

extension CallCore {
    /// A text message of the agent's; `queued` is how many bytes wait for Twilio.
    mutating func agentReceived(_ text: Span<UInt8>, queued: Int, at now: Instant) {
        let event: ConversationEvent
        do throws(ConversationError) {
            event = try ConversationEvent(decoding: text)
        } catch {
            perform(machine.agentNotUnderstood("\(error)"), at: now)
            return
        }
        if case .audio(let audio) = event {
            agentSent(audio, of: text, queued: queued, at: now)
        } else {
            perform(machine.agentSaid(event, at: now), at: now)
        }
    }

    private mutating func agentSent(
        _ sound: ConversationEvent.Audio, of text: Span<UInt8>, queued: Int, at now: Instant
    ) {
        let verdict = machine.agentSent(eventID: sound.eventID, isEmpty: sound.payload.isEmpty, queued: queued)
        switch verdict {
        case .dropped:
            return machine.ignored(audio?.toCaller.outputByteCount(of: text.extracting(sound.payload)) ?? 0)
        case .overflow: return perform(machine.streamOverflowed(at: now), at: now)
        case .toCallerAsNewResponse: perform(machine.responseEnded(), at: now)
        case .toCaller: break
        }
        if !sound.payload.isEmpty {
            audio?.toCaller.begin(eventID: sound.eventID)
            perform(machine.soundBegins(eventID: sound.eventID, at: now), at: now)
            if let alignment = sound.alignment { align(text.extracting(alignment)) }
            relayToCaller(sound, of: text, at: now)
        }
        if sound.isFinal { perform(machine.responseEnded(), at: now) }
    }

    /// Times are relative to the sound of the message, and that comes after all of the response before it.
    private mutating func align(_ alignment: Span<UInt8>) {
        guard var characters = AlignedCharacters(of: alignment) else { return }
        let base = machine.ledger.accounts.last?.received ?? 0
        while let character = characters.next(in: alignment) {
            let start = base + character.start * 8
            machine.aligned(isSpace: character.isSpace, from: start, to: start + character.duration * 8)
        }
    }

    private mutating func relayToCaller(
        _ sound: ConversationEvent.Audio, of text: Span<UInt8>, at now: Instant
    ) {
        guard sound.payloadIsEscaped else { return relayToCaller(text.extracting(sound.payload), at: now) }
        unescaped.removeAll(keepingCapacity: true)
        guard Base64Text.removeEscapes(text.extracting(sound.payload), into: &unescaped) else {
            return perform(machine.agentFrameUnreadable(), at: now)
        }
        let payload = unescaped
        relayToCaller(payload.span, at: now)
    }

    private mutating func relayToCaller(_ payload: Span<UInt8>, at now: Instant) {
        var rest = payload
        while !rest.isEmpty {
            let length = min(rest.count, AudioPath.pieceLength)
            relayPieceToCaller(rest.extracting(first: length), at: now)
            rest = rest.extracting(droppingFirst: length)
        }
    }

    private mutating func relayPieceToCaller(_ piece: Span<UInt8>, at now: Instant) {
        guard audio != nil else { return }
        text.removeAll(keepingCapacity: true)
        let held = audio!.toCaller.heldByteCount
        let outcome = audio!.toCaller.convert(piece, into: &text)
        let stillHeld = audio!.toCaller.heldByteCount
        guard outcome != .malformed else { return perform(machine.agentFrameUnreadable(), at: now) }
        let sound = audio!.toCaller.lastOutput
        machine.received(sound.count + stillHeld - held, holding: stillHeld)
        guard !sound.isEmpty, machine.hasRoom(for: sound.count) else { return }
        if outcome == .unchanged {
            send(piece, sounding: sound, at: now)
        } else {
            let payload = text
            send(payload.span, sounding: sound, at: now)
        }
    }

    /// Sends the caller the end of a response and the mark after it.
    private mutating func finishResponse(mark: String, at now: Instant) {
        if audio != nil {
            text.removeAll(keepingCapacity: true)
            let outcome = audio!.toCaller.finish(into: &text)
            machine.received(0, holding: 0)
            if outcome == .converted {
                let (payload, sound) = (text, audio!.toCaller.lastOutput)
                send(payload.span, sounding: sound, at: now)
            }
        }
        sendText { $0.appendMark(name: mark, into: &$1) }
        machine.responseFinished(mark: mark, at: now)
    }

    private mutating func send(_ payload: Span<UInt8>, sounding sound: [UInt8], at now: Instant) {
        guard let encoder else { return }
        outbox.toStream(isMedia: true) { encoder.appendMedia(payload: payload, into: &$0) }
        recorder?.agentSent(sound.span)
        perform(machine.sentToCaller(sound.span, at: now), at: now)
    }
}

// MARK: - What is ordered

extension CallCore {
    private mutating func perform(_ action: CallAction, at now: Instant) {
        switch action {
        case .judge(let start):
            encoder = MediaStreamEncoder(streamSID: start.streamSID)
            outbox.add(action)
        case .sendInitiation(let variables):
            outbox.toAgent { ClientMessage.appendInitiation(dynamicVariables: variables, into: &$0) }
        case .openAudio(let agentHears, let agentSpeaks):
            audio = AudioPath(agentHears: agentHears, agentSpeaks: agentSpeaks)
        case .sendHeld(let held):
            for frame in held.frames { relayToAgent(frame.span, at: now) }
        case .sendPong(let eventID):
            outbox.toAgent { ClientMessage.appendPong(eventID: eventID, into: &$0) }
        case .sendToolResult(let id, let result, let isError):
            outbox.toAgent { ClientMessage.appendToolResult(id: id, result: result, isError: isError, into: &$0) }
        case .sendKey(let digit):
            outbox.toAgent { ClientMessage.appendUserMessage(text: digit, sourceMedium: "dtmf", into: &$0) }
        case .sendContext(let words):
            outbox.toAgent { ClientMessage.appendContextualUpdate(text: words, into: &$0) }
        case .finishResponse(let mark):
            finishResponse(mark: mark, at: now)
        case .sendMark(let mark):
            sendText { $0.appendMark(name: mark, into: &$1) }
            machine.markSent(mark, at: now)
        case .playTouchTones(let keys):
            let sound = TouchToneSound(keys)
            machine.ownSoundBegins(.touchTones, keys: sound)
            playOwnSound(sound.muLaw, at: now)
        case .playHoldSound:
            machine.ownSoundBegins(.holdSound)
            playOwnSound(nextHoldSound(), at: now)
        case .clearCaller:
            if let encoder { outbox.clearStream { encoder.appendClear(into: &$0) } }
            recordWhatWasPlayed()
            recorder?.agentCleared()
        case .resetAgentAudio:
            audio?.toCaller.reset()
        case .record(.ended):
            // What fails in a recording is told before the call's end.
            finishRecording()
            outbox.add(action)
        case .dialAgent, .cancelDial, .readAgent, .record, .closeAgent, .hangUp, .closeStream, .retire:
            outbox.add(action)
        }
    }

    private mutating func sendText(_ write: (MediaStreamEncoder, inout [UInt8]) -> Void) {
        guard let encoder else { return }
        outbox.toStream { write(encoder, &$0) }
    }

    /// Sends a sound that is made here, in messages of a second.
    private mutating func playOwnSound(_ muLaw: [UInt8], at now: Instant) {
        var rest = muLaw[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(8000))
            rest = rest.dropFirst(piece.count)
            text.removeAll(keepingCapacity: true)
            Base64.encode(piece.span, into: &text)
            let payload = text
            machine.received(piece.count, holding: 0)
            send(payload.span, sounding: piece, at: now)
        }
        perform(machine.ownSoundEnded(at: now), at: now)
    }

    private mutating func nextHoldSound() -> [UInt8] {
        guard !holdSound.isEmpty else { return [] }
        let count = HoldSound.piece.samples
        let piece = (0..<count).map { holdSound[(holdPosition + $0) % holdSound.count] }
        holdPosition = (holdPosition + count) % holdSound.count
        return piece
    }
}

// MARK: - The recording

extension CallCore {
    private mutating func record(_ muLaw: Span<UInt8>, timestamp: Int, at now: Instant) {
        guard let recorder, machine.isTimely(timestamp, at: now) else { return }
        recordWhatWasPlayed()
        if let problem = recorder.advance(to: timestamp * 8) { note(problem) }
        recorder.callerSpoke(muLaw, timestamp: timestamp)
    }

    /// What Twilio played is put where Twilio's own clock was then.
    private mutating func recordWhatWasPlayed() {
        guard let recorder else { return }
        for stretch in machine.ledger.stretches {
            recorder.agentPlayed(byteCount: stretch.byteCount, at: machine.sample(of: stretch))
        }
        machine.ledger.forgetStretches()
    }

    private mutating func finishRecording() {
        guard let recorder else { return }
        recordWhatWasPlayed()
        let end = (machine.streamClock.lastTimestamp ?? 0) * 8
        if let problem = recorder.finish(at: end + PlayoutBuffer.frameByteCount) { note(problem) }
        self.recorder = nil
    }

    private mutating func note(_ problem: RecordingProblem) {
        guard machine.problems.admits(code: problem.code, key: nil) else { return }
        outbox.add(.record(.problem(code: problem.code, message: problem.message)))
    }
}
