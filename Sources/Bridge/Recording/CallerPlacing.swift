/// Decides where the caller's frames belong on the timeline.
///
/// Twilio's timestamps are milliseconds and jitter by a few around steps of 20. Where each frame was put exactly at its
/// own, there would be a click at every seam. So a frame follows the one before without one, unless its timestamp says
/// that there is sound missing between them.
struct CallerPlacing {
    /// A frame that comes later than this after the one before leaves a gap: 10 ms, more than the jitter that was seen, and
    /// less than the 20 ms by which the next frame is late where one is missing.
    static let jitter = 80
    /// Sound may run ahead of the timestamps by so much, 40 ms; then their clock is the slower one, and sound is left out.
    static let lead = 320

    /// Where a frame's sound goes.
    struct Place: Equatable {
        /// Of the first sample that is put.
        var position: Int
        /// Which of the frame's samples are put.
        var samples: Range<Int>
    }

    /// Where the next frame begins if nothing is missing.
    private var expected = 0
    private var latest = -1
    /// Where sound is missing, in order; what comes late can fill only these, so that nothing is heard twice.
    private var gaps: [Range<Int>] = []

    /// The place of a frame with so many samples; `nil` where it has none: it was there before, or is sound too many.
    /// - Parameter timestamp: in milliseconds since the stream's start, not negative.
    mutating func place(sampleCount: Int, timestamp: Int) -> Place? {
        let nominal = timestamp * CallMixer.samplesPerMillisecond
        guard timestamp > latest else { return placeLate(sampleCount, nominal) }
        latest = timestamp
        let ahead = nominal - expected
        if ahead > Self.jitter {
            gaps.append(expected..<nominal)
            expected = nominal
        }
        let surplus = ahead < -Self.lead ? min(sampleCount, -ahead) : 0
        defer { expected += sampleCount - surplus }
        guard surplus < sampleCount else { return nil }
        return Place(position: expected, samples: surplus..<sampleCount)
    }

    /// What is before this place has left: it can no longer be filled.
    mutating func forget(before start: Int) {
        gaps.removeAll { $0.upperBound <= start }
    }
}

private extension CallerPlacing {
    /// A late frame goes to the gap that its timestamp names, give or take the jitter.
    mutating func placeLate(_ sampleCount: Int, _ nominal: Int) -> Place? {
        let candidates = gaps.indices.map { (index: $0, start: Self.start(of: sampleCount, at: nominal, in: gaps[$0])) }
        let nearest = candidates.min { abs($0.start - nominal) < abs($1.start - nominal) }
        guard let nearest, abs(nearest.start - nominal) <= Self.jitter else { return nil }
        let gap = gaps[nearest.index]
        let filled = nearest.start..<min(gap.upperBound, nearest.start + sampleCount)
        let rest = [gap.lowerBound..<filled.lowerBound, filled.upperBound..<gap.upperBound]
        gaps.replaceSubrange(nearest.index...nearest.index, with: rest.filter { $0.count > Self.jitter })
        return Place(position: filled.lowerBound, samples: 0..<filled.count)
    }

    /// Where a frame would begin in a gap: without a seam to one of its ends where it is close to it, and within it.
    static func start(of sampleCount: Int, at nominal: Int, in gap: Range<Int>) -> Int {
        let last = max(gap.lowerBound, gap.upperBound - sampleCount)
        if abs(nominal - gap.lowerBound) <= jitter { return gap.lowerBound }
        if abs(nominal - last) <= jitter { return last }
        return min(max(nominal, gap.lowerBound), last)
    }
}
