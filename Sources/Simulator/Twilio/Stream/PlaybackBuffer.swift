/// What Twilio keeps of the sound sent to it until the callee has heard it: bytes and marks, first in, first out.
///
/// Media Streams plays a bidirectional stream in real time, however fast it came. Call ``tick(playing:)`` every 20 ms.
public struct PlaybackBuffer: Sendable {
    /// 20 ms of mu-law.
    public static let frameByteCount = 160
    /// Ten minutes of mu-law, in bytes: more than that is not kept (Twilio warning 31931).
    public static let capacity = 4_800_000

    /// Bytes received.
    public private(set) var bytesReceived = 0
    /// Bytes played.
    public private(set) var bytesHeard = 0
    /// Bytes that a `clear` removed.
    public private(set) var bytesCleared = 0
    /// Bytes that found the buffer full.
    public private(set) var bytesDiscarded = 0
    /// Bytes that were still waiting when the stream ended.
    public private(set) var bytesUnplayed = 0
    /// What became of each byte; empty where sound is not recorded.
    public private(set) var truth = PlaybackTruth()

    private struct Mark: Sendable {
        let name: String
        /// It is due once this many bytes have left the queue.
        let position: Int
    }

    private let recordsAudio: Bool
    private var queue: [UInt8] = []
    private var head = 0
    private var marks: [Mark] = []
    private var bytesAccepted = 0
    /// Where the head of the queue stood in all that was received; moves with losses, so that they can be told.
    private var pendingRanges: [Range<Int>] = []

    /// Makes an empty buffer; recording sound costs 16 kB for each second heard.
    public init(recordsAudio: Bool = true) { self.recordsAudio = recordsAudio }

    /// Bytes waiting to be played.
    public var bytesQueued: Int { queue.count - head }

    /// Takes sound; `false` where the buffer is full and it was dropped whole.
    public mutating func receive(audio: Span<UInt8>) -> Bool {
        let start = bytesReceived
        bytesReceived += audio.count
        if recordsAudio { truth.received.append(audio) }
        guard bytesQueued + audio.count <= Self.capacity else {
            bytesDiscarded += audio.count
            note(start..<bytesReceived, .discarded)
            return false
        }
        queue.append(audio)
        bytesAccepted += audio.count
        notePending(start..<bytesReceived)
        return true
    }

    /// Takes a mark and returns its name where it is due at once, because nothing waits before it.
    public mutating func receive(mark name: String) -> [String] {
        guard bytesQueued > 0 else { return [name] }
        marks.append(Mark(name: name, position: bytesAccepted))
        return []
    }

    /// Empties the buffer and returns the marks that were waiting, all due now.
    public mutating func clear() -> [String] {
        bytesCleared += bytesQueued
        loseAll(.cleared)
        defer { marks.removeAll(keepingCapacity: true) }
        return marks.map(\.name)
    }

    /// Plays 20 ms: appends what is heard, up to 160 bytes, and returns the marks reached by it.
    public mutating func tick(playing heard: inout [UInt8]) -> [String] {
        let count = min(Self.frameByteCount, bytesQueued)
        guard count > 0 else { return [] }
        heard += queue[head..<head + count]
        if recordsAudio { truth.heard += queue[head..<head + count] }
        head += count
        bytesHeard += count
        forgetPending(count)
        compact()
        return takeMarksReached()
    }

    /// Ends playback: what still waits will not be heard, and its marks will not be echoed.
    public mutating func finish() {
        bytesUnplayed += bytesQueued
        loseAll(.unplayed)
        marks.removeAll()
    }
}

extension PlaybackBuffer {
    private mutating func takeMarksReached() -> [String] {
        let position = bytesAccepted - bytesQueued
        guard let first = marks.first, first.position <= position else { return [] }
        let reached = marks.prefix { $0.position <= position }.map(\.name)
        marks.removeFirst(reached.count)
        return reached
    }

    /// Played bytes go once they are many, so that the queue neither grows for ever nor moves at every tick.
    private mutating func compact() {
        if head == queue.count {
            queue.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64 * 1024 && head >= queue.count / 2 {
            queue.removeFirst(head)
            head = 0
        }
    }

    private mutating func loseAll(_ reason: PlaybackTruth.Loss.Reason) {
        for range in pendingRanges { note(range, reason) }
        pendingRanges.removeAll(keepingCapacity: true)
        queue.removeAll(keepingCapacity: true)
        head = 0
    }

    private mutating func note(_ range: Range<Int>, _ reason: PlaybackTruth.Loss.Reason) {
        guard recordsAudio, !range.isEmpty else { return }
        truth.losses.append(.init(range: range, reason: reason))
    }

    private mutating func notePending(_ range: Range<Int>) {
        guard recordsAudio, !range.isEmpty else { return }
        if let last = pendingRanges.last, last.upperBound == range.lowerBound {
            pendingRanges[pendingRanges.count - 1] = last.lowerBound..<range.upperBound
        } else {
            pendingRanges.append(range)
        }
    }

    private mutating func forgetPending(_ count: Int) {
        guard recordsAudio else { return }
        var remaining = count
        while remaining > 0, let first = pendingRanges.first {
            if first.count > remaining {
                pendingRanges[0] = first.lowerBound + remaining..<first.upperBound
                return
            }
            remaining -= first.count
            pendingRanges.removeFirst()
        }
    }
}
