import Audio
import Twilio

/// Takes what the server sends over a Media Stream: judges it as Twilio does and feeds the playback buffer.
struct StreamReceiver: Sendable {
    /// The sound waiting, and what became of it.
    private(set) var playback: PlaybackBuffer
    /// What was complained about, in order, each kind once.
    private(set) var warnings: [StreamWarning] = []
    /// Why the first invalid message was refused.
    private(set) var firstRefusal: MediaStreamCommandError?
    /// Messages received, of any kind.
    private(set) var messageCount = 0
    /// `media` messages taken.
    private(set) var mediaCount = 0
    /// `mark` messages taken.
    private(set) var markCount = 0
    /// `clear` messages taken.
    private(set) var clearCount = 0

    private let streamSID: String
    /// Kept between messages, so that sound costs no allocation.
    private var audio: [UInt8] = []
    private var unescaped: [UInt8] = []

    init(streamSID: String, recordsAudio: Bool) {
        self.streamSID = streamSID
        playback = PlaybackBuffer(recordsAudio: recordsAudio)
    }

    /// Takes a text message and returns the marks to be echoed at once.
    mutating func receive(text: Span<UInt8>) -> [String] {
        messageCount += 1
        do throws(MediaStreamCommandError) {
            switch try MediaStreamCommand(decoding: text, streamSID: streamSID) {
            case .media(let payload, let isEscaped):
                receive(media: text.extracting(payload), isEscaped: isEscaped)
                return []
            case .mark(let name):
                markCount += 1
                return playback.receive(mark: name)
            case .clear:
                clearCount += 1
                return playback.clear()
            }
        } catch {
            if firstRefusal == nil { firstRefusal = error }
            warn(.invalidMessage)
            return []
        }
    }

    /// Takes a binary message, which Twilio ignores.
    mutating func receiveBinary() {
        messageCount += 1
        warn(.malformedMessage)
    }

    /// Plays 20 ms; see ``PlaybackBuffer/tick(playing:)``.
    mutating func tick(playing heard: inout [UInt8]) -> [String] { playback.tick(playing: &heard) }

    /// The stream has ended.
    mutating func finish() { playback.finish() }

    private mutating func receive(media payload: Span<UInt8>, isEscaped: Bool) {
        audio.removeAll(keepingCapacity: true)
        guard decode(payload, isEscaped: isEscaped) else {
            if firstRefusal == nil { firstRefusal = .invalidField("media.payload") }
            return warn(.invalidMessage)
        }
        mediaCount += 1
        let sound = audio
        if !playback.receive(audio: sound.span) { warn(.mediaDiscarded) }
    }

    private mutating func decode(_ payload: Span<UInt8>, isEscaped: Bool) -> Bool {
        guard isEscaped else { return Base64.decode(payload, into: &audio) }
        unescaped.removeAll(keepingCapacity: true)
        unescaped.appendUnescapingSolidus(payload)
        let text = unescaped
        return Base64.decode(text.span, into: &audio)
    }

    private mutating func warn(_ warning: StreamWarning) {
        if !warnings.contains(warning) { warnings.append(warning) }
    }
}
