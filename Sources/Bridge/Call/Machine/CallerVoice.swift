import Audio

/// What is heard of the caller, and when it arrived: whether they speak, and when they last did.
struct CallerVoice: Hashable {
    typealias Instant = ContinuousClock.Instant

    /// Without a frame for so long, sound is missing.
    private static let gap = Duration.milliseconds(100)
    private static let frame = Duration.milliseconds(20)

    private var activity = SpeechActivity()
    private var lastArrival: Instant?

    /// The next sound arrived: mu-law at 8000 Hz.
    mutating func heard(_ muLaw: Span<UInt8>, at now: Instant) {
        if let lastArrival {
            let missing = lastArrival.duration(to: now) - Self.frame
            if missing > Self.gap { activity.skip(samples: missing.samples) }
        }
        lastArrival = now
        activity.receive(muLaw)
    }

    /// Whether the caller is speaking.
    var isSpeaking: Bool { activity.isSpeaking }

    /// When what is being said began to arrive.
    var speechStart: Instant? { arrival(of: activity.speechStart) }

    /// When the last of what was said arrived.
    var speechEnd: Instant? { arrival(of: activity.lastSpeechEnd) }

    /// When the last sound arrived, speech or not.
    var lastSound: Instant? { arrival(of: activity.lastSound) }

    private func arrival(of sample: Int?) -> Instant? {
        guard let sample, let lastArrival else { return nil }
        return lastArrival - (activity.position - sample).playingTime
    }
}
