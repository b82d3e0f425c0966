import Audio

/// One voice on the timeline: the samples that have not left yet, with silence wherever nothing was put.
struct VoiceTrack {
    /// The place of the first sample held.
    private(set) var start = 0
    /// What is held.
    private(set) var samples: [Int16] = []
    /// Memory kept for sound that is put between what is there.
    private var decoded: [Int16] = []

    init(capacity: Int) { samples.reserveCapacity(capacity) }

    /// The place after the last sample held.
    var end: Int { start + samples.count }

    /// Puts sound at a place that is not before `start`, over what is there.
    mutating func put(_ muLaw: Span<UInt8>, at position: Int) {
        fill(to: position)
        let inner = min(muLaw.count, end - position)
        if inner > 0 {
            decoded.removeAll(keepingCapacity: true)
            MuLaw.decode(muLaw.extracting(first: inner), into: &decoded)
            let offset = position - start
            samples.replaceSubrange(offset..<offset + inner, with: decoded)
        }
        MuLaw.decode(muLaw.extracting(droppingFirst: inner), into: &samples)
    }

    /// Lengthens it with silence, if it is shorter.
    mutating func fill(to position: Int) {
        guard position > end else { return }
        samples.append(contentsOf: repeatElement(0, count: position - end))
    }

    /// Lets go of the first samples; the rest moves down, once a second.
    mutating func drop(first count: Int) {
        samples.removeFirst(count)
        start += count
    }
}
