import Audio
import Calls
import ElevenLabs
import Twilio

/// What the machine orders.
extension CallCore {
    mutating func perform(_ action: CallAction, at now: Instant) {
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
            playOwnSound(holdSound.next(HoldSound.piece.samples), at: now)
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

    /// Sends the caller's side a message that is no sound.
    mutating func sendText(_ write: (MediaStreamEncoder, inout [UInt8]) -> Void) {
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
}
