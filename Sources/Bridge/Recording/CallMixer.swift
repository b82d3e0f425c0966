import Audio

/// Puts both voices of a call on one timeline of samples: the caller as Twilio dates it, the agent as it was played.
///
/// Feed it with `callerSpoke` and the `agent…` calls, tell it the time by `advance`, then call `takeBlock` until there is no
/// more; at the end `finish`, and `takeBlock` again. Sample 0 is the start of the stream.
struct CallMixer {
    /// Samples a second: the telephone's.
    static let sampleRate = 8000
    static let samplesPerMillisecond = 8
    /// What `takeBlock` gives at once: a second.
    static let blockLength = sampleRate
    /// What lies further in the future than this is no moment of the call; without a bound a single timestamp could order
    /// hours of silence. 10 s.
    static let horizon = 10 * sampleRate

    /// Samples that are not in the recording.
    struct Losses: Hashable, Sendable {
        /// Of the caller, come twice, or more than there was time for.
        var callerSurplus = 0
        /// Of the caller, come when their time had left already.
        var callerLate = 0
        /// Of the caller, dated in the future or before the stream.
        var callerMisdated = 0
        /// Of the agent, known to be played only when their time had left already, or in the future.
        var agentMisplaced = 0
        /// Of the agent, beyond what Twilio keeps.
        var agentUnheld = 0
    }

    /// What was left out.
    private(set) var losses = Losses()

    private let window: Int
    private var now = 0
    /// The recording's length, once it is known.
    private var length: Int?
    private var caller: VoiceTrack
    private var agent: VoiceTrack
    private var placing = CallerPlacing()
    private var sent = SentAudio()
    /// Where the next sound of the agent may begin.
    private var agentEnd = 0

    /// Makes a mixer.
    /// - Parameter window: for so many samples after its time a sound may still come. A second.
    init(window: Int = sampleRate) {
        self.window = window
        // A second beyond what usually waits; a call that is further behind gets more memory.
        let capacity = window + 2 * Self.blockLength
        caller = VoiceTrack(capacity: capacity)
        agent = VoiceTrack(capacity: capacity)
    }

    /// The caller said this, dated in milliseconds since the stream's start. Call `advance` first.
    mutating func callerSpoke(_ muLaw: Span<UInt8>, timestamp: Int) {
        guard length == nil, !muLaw.isEmpty else { return }
        guard timestamp >= 0, timestamp <= (now + Self.horizon) / Self.samplesPerMillisecond else {
            losses.callerMisdated += muLaw.count
            return
        }
        guard let place = placing.place(sampleCount: muLaw.count, timestamp: timestamp) else {
            losses.callerSurplus += muLaw.count
            return
        }
        losses.callerSurplus += muLaw.count - place.samples.count
        let late = min(place.samples.count, max(0, caller.start - place.position))
        losses.callerLate += late
        guard late < place.samples.count else { return }
        caller.put(
            muLaw.extracting(place.samples.lowerBound + late..<place.samples.upperBound), at: place.position + late)
    }

    /// This was sent to be played.
    mutating func agentSent(_ muLaw: Span<UInt8>) {
        guard length == nil else { return }
        sent.append(muLaw)
    }

    /// The next so many bytes of what was sent were played from this sample on; from the end of what was played before, if
    /// that is later.
    mutating func agentPlayed(byteCount: Int, at sample: Int) {
        let count = min(byteCount, sent.count)
        guard length == nil, count > 0 else { return }
        let held = min(count, sent.heldCount)
        let start = max(sample, agentEnd)
        let fits = (agent.start - start..<now + Self.horizon - start).clamped(to: 0..<held)
        sent.put(fits, on: &agent, at: start + fits.lowerBound)
        losses.agentMisplaced += held - fits.count
        losses.agentUnheld += count - held
        sent.drop(first: count)
        // A sound in the far future, which is a mistake, must not keep away those that come now.
        if start <= now + Self.horizon { agentEnd = min(start + count, now + Self.horizon) }
    }

    /// What was sent and not played never will be.
    mutating func agentCleared() { sent.removeAll() }

    /// The call has come to this sample: what is older than the window is final.
    mutating func advance(to sample: Int) { now = max(now, sample) }

    /// The call ended at this sample; nothing more is taken. Sound that was put beyond it stays.
    mutating func finish(at sample: Int) {
        guard length == nil else { return }
        length = max(sample, caller.end, agent.end)
        sent.removeAll()
    }

    /// Appends the next second of final sound as interleaved 16-bit samples, little-endian, the caller first; after
    /// `finish` also the less than a second that is left. `false` where there is nothing yet, or no more.
    mutating func takeBlock(into output: inout [UInt8]) -> Bool {
        let available = (length ?? now - window) - caller.start
        let count = length == nil ? Self.blockLength : min(available, Self.blockLength)
        guard count > 0, available >= count else { return false }
        caller.fill(to: caller.start + count)
        agent.fill(to: agent.start + count)
        PCM16.encode(
            left: caller.samples.span.extracting(first: count), right: agent.samples.span.extracting(first: count),
            into: &output)
        caller.drop(first: count)
        agent.drop(first: count)
        placing.forget(before: caller.start)
        return true
    }
}
