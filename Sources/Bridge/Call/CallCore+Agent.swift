import Audio
import ElevenLabs
import Twilio

/// What the agent sends.
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
        guard let payload = Base64Text.unescaped(text.extracting(sound.payload)) else {
            return perform(machine.agentFrameUnreadable(), at: now)
        }
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
    mutating func finishResponse(mark: String, at now: Instant) {
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

    /// Sends the caller a piece of sound, as text and as mu-law.
    mutating func send(_ payload: Span<UInt8>, sounding sound: [UInt8], at now: Instant) {
        guard let encoder else { return }
        outbox.toStream(isMedia: true) { encoder.appendMedia(payload: payload, into: &$0) }
        recorder?.agentSent(sound.span)
        perform(machine.sentToCaller(sound.span, at: now), at: now)
    }
}
