/// What Twilio holds of the sound sent to it, as far as it can be known from here (Media Streams, playback of a
/// bidirectional stream): first in, first out, 160 bytes of mu-law every 20 ms.
///
/// All times are on the clock of what we send: a moment there is when bytes left here that Twilio has just now. So it takes
/// no account of how long they are under way, as long as that does not change; where it does, returned marks tell.
struct PlayoutBuffer: Hashable {
    typealias Instant = ContinuousClock.Instant

    /// A frame: 20 ms of mu-law at 8000 Hz.
    static let frameByteCount = 160
    /// How often a frame is taken.
    static let tick = Duration.milliseconds(20)
    /// Ten minutes of mu-law: what comes beyond that Twilio discards (warning 31931).
    static let capacity = 4_800_000

    /// Runs that are remembered: more than can be under way at once.
    private static let runLimit = 32

    /// All bytes that ever went in.
    private(set) var sentByteCount = 0
    /// Bytes waiting to be played.
    private(set) var queuedByteCount = 0
    /// When the next frame is taken, while bytes wait.
    private var nextTick: Instant?
    /// The moment of any one frame, from which those of all follow.
    private var grid: Instant?
    /// The last runs, should it turn out that playing stopped before them; the last of all is under way.
    private var runs: [Run] = []
    /// How far time has passed.
    private var reached: Instant?

    /// Playing without a gap, since bytes came to an empty buffer.
    private struct Run: Hashable {
        /// When those bytes were sent.
        var sentAt: Instant
        /// When their first frame was taken.
        var start: Instant
        /// How much later that was than it should have been.
        var delay = Duration.zero
        /// What was played of it.
        var byteCount = 0
        /// Whether the rest of it was cleared.
        var isCleared = false
    }

    /// How far playing has come, in all that ever went in; what was cleared counts as passed.
    var head: Int { sentByteCount - queuedByteCount }

    /// Twilio's frames are known to be taken at this moment, and every 20 ms before and after it.
    ///
    /// Better knowledge of it also tells better when what is being played now began.
    mutating func observe(tick: Instant) {
        grid = tick
        guard let played = runs.last, !played.isCleared, let next = nextTick else { return }
        let start = firstTick(after: played.sentAt) + played.delay
        runs[runs.count - 1].start = start
        nextTick = next + played.start.duration(to: start)
        takeBack()
    }

    /// Bytes go in. They wait for the next frame, and play on from what waits already.
    mutating func send(_ count: Int, at now: Instant) {
        guard count > 0 else { return }
        if queuedByteCount == 0 {
            // Never before the frame after the last one, wherever exactly that is.
            let sentAt = max(now, nextTick.map { $0 - Self.tick / 2 } ?? now)
            let first = firstTick(after: sentAt)
            begin(Run(sentAt: sentAt, start: first))
            nextTick = first
        }
        sentByteCount += count
        queuedByteCount += count
    }

    /// Time passes; returns what was played by it.
    mutating func advance(to now: Instant) -> PlayedStretch? {
        reached = now
        guard queuedByteCount > 0, !runs.isEmpty, let next = nextTick, now >= next else { return nil }
        let ticks = next.duration(to: now).nanoseconds / Self.tick.nanoseconds + 1
        let count = min(queuedByteCount, ticks * Self.frameByteCount)
        queuedByteCount -= count
        runs[runs.count - 1].byteCount += count
        nextTick = next + Self.tick * Self.frames(in: count)
        return PlayedStretch(byteCount: count, start: next)
    }

    /// Empties it.
    mutating func clear() {
        queuedByteCount = 0
        if !runs.isEmpty { runs[runs.count - 1].isCleared = true }
    }

    /// What was sent up to here is known to be played.
    mutating func played(upTo position: Int) {
        queuedByteCount = min(queuedByteCount, sentByteCount - position)
    }

    /// Playing is so many frames behind what was thought, or ahead of it where negative; but not behind this position.
    mutating func setBack(frames: Int, notBehind position: Int, at now: Instant) {
        if queuedByteCount == 0 { nextTick = firstTick(after: now) }
        let before = queuedByteCount
        queuedByteCount = min(
            max(0, queuedByteCount + frames * Self.frameByteCount), sentByteCount - position)
        if runs.isEmpty { begin(Run(sentAt: now, start: nextTick ?? now)) }
        runs[runs.count - 1].byteCount -= queuedByteCount - before
        runs[runs.count - 1].start += Self.tick * frames
        runs[runs.count - 1].delay += Self.tick * frames
    }

    /// Playing stopped at a moment that is past: what was taken since then was not played after all.
    mutating func rewind(to moment: Instant) {
        for index in runs.indices {
            let run = runs[index]
            let ticks = run.start.duration(to: moment).nanoseconds.floorDivided(by: Self.tick.nanoseconds) + 1
            putBack(run.byteCount - min(run.byteCount, max(0, ticks) * Self.frameByteCount), of: index)
        }
    }

    private mutating func begin(_ run: Run) {
        if runs.count == Self.runLimit { runs.removeFirst() }
        runs.append(run)
    }

    /// Frames that are due only later were not taken yet.
    private mutating func takeBack() {
        guard let reached, let played = runs.last, let next = nextTick else { return }
        let early = reached.duration(to: next - Self.tick).nanoseconds
        guard early > 0 else { return }
        let frames = (early - 1) / Self.tick.nanoseconds + 1
        let taken = Self.frames(in: played.byteCount)
        let back = min(frames, taken)
        putBack(played.byteCount - (taken - back) * Self.frameByteCount, of: runs.count - 1)
        nextTick = next - Self.tick * back
    }

    private mutating func putBack(_ count: Int, of index: Int) {
        runs[index].byteCount -= count
        queuedByteCount += count
    }

    /// When all that was sent will have been played; `nil` where nothing was sent.
    var end: Instant? { nextTick.map { $0 + Self.tick * Self.frames(in: queuedByteCount) } }

    /// When the first of what waits is due; `nil` where nothing was sent.
    var startOfHead: Instant? { nextTick }

    /// When what is sent now will begin to be played.
    func startOfNext(at now: Instant) -> Instant {
        queuedByteCount > 0 ? lastTick(at: now) + Self.tick : firstTick(after: now)
    }

    /// When the last of what waits is taken; `now` where nothing waits.
    func lastTick(at now: Instant) -> Instant {
        guard queuedByteCount > 0, let next = nextTick else { return now }
        return next + Self.tick * (Self.frames(in: queuedByteCount) - 1)
    }

    private func firstTick(after now: Instant) -> Instant {
        // Of frames that nothing is known of, the next may come at once, but not before the last is over.
        guard let grid else { return max(now, nextTick ?? now) }
        let passed = grid.duration(to: now).nanoseconds.floorDivided(by: Self.tick.nanoseconds)
        return grid + Self.tick * (passed + 1)
    }

    /// A time as frames, to the nearest.
    static func frames(in time: Duration) -> Int {
        (time.nanoseconds + tick.nanoseconds / 2).floorDivided(by: tick.nanoseconds)
    }

    private static func frames(in count: Int) -> Int { (count + frameByteCount - 1) / frameByteCount }
}

extension Duration {
    /// Whole nanoseconds; those of this module are of a call's length.
    var nanoseconds: Int { Int(components.seconds) * 1_000_000_000 + Int(components.attoseconds / 1_000_000_000) }

    /// Samples at 8000 Hz, to the nearest.
    var samples: Int { (nanoseconds + 62_500).floorDivided(by: 125_000) }
}

extension Int {
    /// The quotient rounded down, also where it is negative.
    func floorDivided(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    /// So many bytes of mu-law as time: 125 µs each.
    var playingTime: Duration { .microseconds(self * 125) }
}
