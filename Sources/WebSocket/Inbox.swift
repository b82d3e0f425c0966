/// Bytes that came and were not used yet, in one buffer whose memory is kept from frame to frame.
struct Inbox: ~Copyable {
    /// A buffer that had to grow beyond this many bytes is given back once it is empty: one TLS record.
    static let keptCapacity = 16 * 1024

    /// All bytes held; those before `start` are used up.
    private(set) var storage: [UInt8] = []
    /// The index of the first byte not used yet.
    private(set) var start = 0

    /// How many bytes are not used yet.
    var count: Int { storage.count - start }

    /// Adds what came. What is used up makes room first, so indexes from before are void.
    mutating func append(_ bytes: Span<UInt8>) {
        discardUsed()
        storage.append(bytes)
    }

    /// Uses up the first bytes and says where they stand until the next `append`.
    mutating func take(_ byteCount: Int) -> Range<Int> {
        let taken = start..<start + byteCount
        precondition(taken.upperBound <= storage.count, "no more can be taken than came")
        start = taken.upperBound
        return taken
    }

    /// Unmasks bytes in place.
    mutating func unmask(_ range: Range<Int>, with key: MaskingKey?) {
        key?.apply(to: &storage, range)
    }

    /// Lends the buffer out; `giveBack` must come before the next `append`.
    mutating func lend() -> [UInt8] {
        var lent: [UInt8] = []
        swap(&storage, &lent)
        return lent
    }

    /// Takes the buffer back.
    mutating func giveBack(_ lent: consuming [UInt8]) {
        storage = lent
    }

    private mutating func discardUsed() {
        if start == storage.count {
            storage.removeAll(keepingCapacity: storage.capacity <= Self.keptCapacity)
        } else if start > 0 {
            // What is left is the beginning of a frame: its header, or a short control frame.
            storage.removeSubrange(..<start)
        }
        start = 0
    }
}
