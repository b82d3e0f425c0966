import Transport
import Twilio
import WebSocket

extension CloseReason {
    /// Code and words, for the call log: `1008 Missing required dynamic variables`.
    var detail: String { reason.isEmpty ? "\(code.rawValue)" : "\(code.rawValue) \(reason)" }

    /// Whether it is one of the codes by which ElevenLabs turns a conversation away, whenever it comes: 3000 (no such agent,
    /// no credit), 4300 (no place in the queue).
    var isRefusal: Bool { code.rawValue == 3000 || code.rawValue == 4300 }
}

extension StreamStart {
    /// Whether it is the one format that a Media Stream has.
    var isMuLaw8000Mono: Bool { encoding == "audio/x-mulaw" && sampleRate == 8000 && channels == 1 }
}
