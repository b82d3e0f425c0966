/// Listens to a caller's line and knows, in samples of the stream, when somebody began and ended to speak.
///
/// Feed it the mu-law as it comes with ``receive(_:)`` and what is missing with ``skip(samples:)``; nothing is decoded and
/// nothing allocated. It hears by energy, in windows of 20 ms that lie at multiples of 160 samples however the bytes are cut:
///
/// 1. A window is *loud* that stands out from the line's noise, by 6 to 10 dB, and from -42 dBFS: see ``NoiseFloor``. While
///    somebody speaks less is enough, down to 15 dB below their voice: see ``SpeechLevel``.
/// 2. Loud windows are *speech* once eight of twelve are, 160 ms of 240: a click has four at most, a door that slams seven.
/// 3. Speech goes on over gaps of up to 120 ms, which stops and weak syllables leave. What comes later within the same turn
///    must prove itself too, by five windows of eight: a click after the last word is none of it.
/// 4. Half a second without speech, and the turn is over.
public struct SpeechActivity: Hashable, Sendable {
    /// Samples of a window, 20 ms.
    public static let windowSampleCount = 160

    /// Samples received so far, those skipped among them.
    public private(set) var position = 0
    /// Whether somebody is speaking, pauses of up to half a second included.
    public private(set) var isSpeaking = false
    /// Where the speech that was heard last began; `nil` before any.
    public private(set) var speechStart: Int?
    /// Where the last loud window of speech ended: right at once, and final once nothing follows it.
    public private(set) var lastSpeechEnd: Int?
    /// Where the last loud window ended, whether it was speech or not.
    public private(set) var lastSound: Int?

    private var floor = NoiseFloor()
    private var level = SpeechLevel()
    private var sumOfSquares: UInt64 = 0
    /// Samples of the window that came; fewer than 160 in the end where some were skipped.
    private var samplesInWindow = 0
    /// The last windows, a bit each, the newest lowest: whether they were loud.
    private var loudWindows: UInt32 = 0
    /// Windows since the last one that was speech, or taken for it.
    private var quietWindows = 0
    /// Whether what is being heard has proved to be speech.
    private var isProved = false

    /// Begins at the first sample of a stream.
    public init() {}

    /// Takes the next samples.
    public mutating func receive(_ muLaw: Span<UInt8>) {
        var start = 0
        while start < muLaw.count {
            let end = min(muLaw.count, start + Self.windowSampleCount - position % Self.windowSampleCount)
            sumOfSquares += MuLaw.sumOfSquares(muLaw.extracting(start..<end))
            samplesInWindow += end - start
            advance(by: end - start)
            start = end
        }
    }

    /// Notes that so many samples are missing here. They count as silence, and teach nothing about the line's noise.
    public mutating func skip(samples: Int) {
        // A day: more is no gap but a mistake, and must not overflow.
        var left = min(max(0, samples), 86_400 * 8_000)
        // Half a second is as good as for ever; the windows between need not be judged one by one.
        let jump = max(0, left / Self.windowSampleCount - 2 * Self.turnGap)
        while left > jump * Self.windowSampleCount {
            let step = min(
                left - jump * Self.windowSampleCount, Self.windowSampleCount - position % Self.windowSampleCount)
            advance(by: step)
            left -= step
        }
        position += left
    }
}

private extension SpeechActivity {
    // In windows.
    static let wordGap = 6
    static let turnGap = 25

    mutating func advance(by count: Int) {
        position += count
        if position % Self.windowSampleCount == 0 { endWindow() }
    }

    mutating func endWindow() {
        let power = windowPower
        let isLoud = power.map { judge($0) } ?? false
        sumOfSquares = 0
        samplesInWindow = 0
        loudWindows = loudWindows << 1 | (isLoud ? 1 : 0)
        if let power, isLoud { heardLoudWindow(power) } else { heardQuietWindow() }
    }

    /// Of a window with a hole, what came of it is judged, where that is half of it.
    var windowPower: UInt32? {
        guard samplesInWindow >= Self.windowSampleCount / 2 else { return nil }
        return UInt32(sumOfSquares / UInt64(samplesInWindow))
    }

    mutating func judge(_ power: UInt32) -> Bool {
        floor.heard(power)
        if isSpeaking {
            return power >= min(max(floor.powerToGoOn, floor.power + level.leastPower), NoiseFloor.mostPower)
        }
        if power >= floor.powerToBegin { return true }
        floor.heardNoise(power)
        return false
    }

    mutating func heardLoudWindow(_ power: UInt32) {
        lastSound = position
        if !isProved { prove() }
        guard isProved else { return heardQuietWindow() }
        level.heard(power)
        lastSpeechEnd = position
        quietWindows = 0
    }

    mutating func heardQuietWindow() {
        quietWindows += 1
        if quietWindows > Self.wordGap { isProved = false }
        if quietWindows >= Self.turnGap { isSpeaking = false }
    }

    mutating func prove() {
        let (needed, count) = isSpeaking ? (5, 8) : (8, 12)
        let recent = loudWindows & (1 << count - 1)
        guard recent.nonzeroBitCount >= needed else { return }
        isProved = true
        guard !isSpeaking else { return }
        isSpeaking = true
        level = SpeechLevel()
        let first = UInt32.bitWidth - recent.leadingZeroBitCount
        speechStart = position - first * Self.windowSampleCount
    }
}
