import Audio

/// What is heard of the caller, and when it arrived: whether they speak, and when they last did.
struct CallerVoice: Hashable {
    typealias Instant = ContinuousClock.Instant

    /// Less than that missing is the jitter of timestamps, or a frame or two that nobody would hear to be missing.
    private static let gap = Duration.milliseconds(100)

    private var activity = SpeechActivity()
    private var lastArrival: Instant?

    /// The next sound arrived: mu-law at 8000 Hz. So much is missing before it by its timestamp; that it is merely late, with
    /// what was to come before it, is no gap.
    mutating func heard(_ muLaw: Span<UInt8>, after missing: Duration = .zero, at now: Instant) {
        if missing > Self.gap { activity.skip(samples: missing.samples) }
        lastArrival = now
        activity.receive(muLaw)
    }

    /// Whether the caller is speaking.
    var isSpeaking: Bool { activity.isSpeaking }

    /// When what is being said began to arrive.
    var speechStart: Instant? { arrival(of: activity.speechStart) }

    /// When what was last said began to arrive, and had arrived.
    var lastSpeech: Range<Instant>? {
        guard let start = arrival(of: activity.speechStart), let end = arrival(of: activity.lastSpeechEnd), start < end
        else { return nil }
        return start..<end
    }

    /// When the last sound arrived, speech or not.
    var lastSound: Instant? { arrival(of: activity.lastSound) }

    private func arrival(of sample: Int?) -> Instant? {
        guard let sample, let lastArrival else { return nil }
        return lastArrival - (activity.position - sample).playingTime
    }
}
