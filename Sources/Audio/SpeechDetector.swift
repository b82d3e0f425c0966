/// Finds where somebody starts and stops speaking, by energy alone: enough for clean scripted speech, and exact to repeat.
///
/// Its clock is the sound itself, in windows of 20 ms; how the samples are cut into pieces makes no difference.
public struct SpeechDetector: Sendable {
    /// What counts as speech and as its end.
    public struct Settings: Hashable, Sendable {
        /// Loud sound needed before it is believed to be speech; clicks are shorter.
        public var minimumSpeech: Duration
        /// Quiet after which the speaker has finished; pauses between words are shorter.
        public var silence: Duration
        /// The root mean square, 0 to 32767, from which on a window is loud.
        public var level: Int

        /// Makes settings; the defaults suit read sentences with pauses of up to 0.4 s.
        public init(
            minimumSpeech: Duration = .milliseconds(200), silence: Duration = .milliseconds(500), level: Int = 300
        ) {
            self.minimumSpeech = minimumSpeech
            self.silence = silence
            self.level = level
        }
    }

    /// A change between speech and silence.
    public enum Event: Hashable, Sendable {
        /// Somebody has been speaking for ``Settings/minimumSpeech``.
        case started
        /// Silence has lasted ``Settings/silence``; the speech before it was this long.
        case ended(speech: Duration)
    }

    /// Whether somebody is speaking: from ``Event/started`` to ``Event/ended(speech:)``.
    public private(set) var isSpeaking = false

    private let settings: Settings
    private let loudness: Loudness
    private let windowSampleCount: Int
    private static let window = Duration.milliseconds(20)

    private var sumOfSquares: UInt64 = 0
    private var samplesInWindow = 0
    /// Windows since the first loud one of this utterance, that one included.
    private var utterance = Duration.zero
    private var loud = Duration.zero
    private var quiet = Duration.zero

    /// Makes a detector for samples at this rate.
    public init(sampleRate: Int, settings: Settings = Settings()) {
        self.settings = settings
        loudness = Loudness(level: settings.level)
        windowSampleCount = max(1, sampleRate / 50)
    }

    /// Takes the next samples and appends what they changed.
    public mutating func receive(_ samples: Span<Int16>, into events: inout [Event]) {
        for index in samples.indices {
            let sample = Int64(samples[index])
            sumOfSquares += UInt64(sample * sample)
            samplesInWindow += 1
            if samplesInWindow == windowSampleCount { endWindow(into: &events) }
        }
    }

    private mutating func endWindow(into events: inout [Event]) {
        let isLoud = loudness.isReached(bySumOfSquares: sumOfSquares, count: windowSampleCount)
        sumOfSquares = 0
        samplesInWindow = 0
        if isLoud { heardLoudWindow(into: &events) } else { heardQuietWindow(into: &events) }
    }

    private mutating func heardLoudWindow(into events: inout [Event]) {
        utterance += Self.window
        loud += Self.window
        quiet = .zero
        if !isSpeaking && loud >= settings.minimumSpeech {
            isSpeaking = true
            events.append(.started)
        }
    }

    private mutating func heardQuietWindow(into events: inout [Event]) {
        guard utterance > .zero else { return }
        utterance += Self.window
        quiet += Self.window
        guard quiet >= settings.silence else { return }
        if isSpeaking { events.append(.ended(speech: utterance - quiet)) }
        isSpeaking = false
        utterance = .zero
        loud = .zero
        quiet = .zero
    }
}
