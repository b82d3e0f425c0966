import Audio
import ElevenLabs
import Twilio

/// What the caller sends.
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
        guard let payload = Base64Text.unescaped(text.extracting(media.payload)) else {
            return perform(machine.streamNotUnderstood("media.payload is no Base64"), at: now)
        }
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

    /// Converts a caller's frame and sends it to the agent.
    mutating func relayToAgent(_ payload: Span<UInt8>, at now: Instant) {
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
