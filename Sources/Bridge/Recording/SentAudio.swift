/// What was sent to be played and is not known to have been: mu-law bytes, the oldest first.
struct SentAudio {
    /// Twilio keeps ten minutes of sound; what is sent beyond that it drops.
    static let limit = 4_800_000
    /// As much memory as is kept once nothing waits: two seconds.
    private static let keptByteCount = 16 << 10

    private var bytes: [UInt8] = []
    private var head = 0
    /// Sent after all the others, beyond the limit: known by its length only.
    private var unheldCount = 0

    init() { bytes.reserveCapacity(Self.keptByteCount) }

    /// How much waits, held or not.
    var count: Int { heldCount + unheldCount }
    /// How much of it is held.
    var heldCount: Int { bytes.count - head }

    /// Adds bytes at the end. Beyond the limit they are only counted, so that those before keep their order.
    mutating func append(_ more: Span<UInt8>) {
        let room = unheldCount > 0 ? 0 : Self.limit - heldCount
        let held = min(room, more.count)
        more.extracting(first: held).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        unheldCount += more.count - held
    }

    /// Puts some of the bytes that are held, counted from the first, on a track.
    func put(_ range: Range<Int>, on track: inout VoiceTrack, at position: Int) {
        guard !range.isEmpty else { return }
        track.put(bytes.span.extracting(head + range.lowerBound..<head + range.upperBound), at: position)
    }

    /// Drops the first so many.
    mutating func drop(first count: Int) {
        let held = min(count, heldCount)
        head += held
        unheldCount -= min(unheldCount, count - held)
        if head == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= 2 * Self.keptByteCount)
            head = 0
        } else if head > Self.keptByteCount, head > bytes.count / 2 {
            // Moving the lesser half costs each byte one move at most on average.
            bytes.removeFirst(head)
            head = 0
        }
    }

    /// Drops everything.
    mutating func removeAll() { drop(first: count) }
}
