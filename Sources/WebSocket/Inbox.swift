/// Bytes that came and were not used yet, in one buffer whose memory is kept from frame to frame.
struct Inbox: ~Copyable {
    /// A buffer that had to grow beyond this many bytes is given back once it is empty: one TLS record.
    static let keptCapacity = 16 * 1024
    /// The first buffer: a few media frames.
    private static let firstCapacity = 1024

    /// The buffer, of which `start..<end` is not used yet. It is written over, not emptied and filled: an array's
    /// `removeAll` and `append` cost more than copying a media frame.
    private(set) var storage: [UInt8] = []
    /// The index of the first byte not used yet.
    private(set) var start = 0
    private var end = 0

    /// How many bytes are not used yet.
    var count: Int { end - start }

    /// The places of the bytes not used yet.
    var unused: Range<Int> { start..<end }

    /// Adds what came. What is used up makes room first, so places from before are void.
    mutating func append(_ bytes: Span<UInt8>) {
        discardUsed()
        if storage.count - end < bytes.count { grow(by: bytes.count) }
        storage.withUnsafeMutableBytes { memory in
            let room = UnsafeMutableRawBufferPointer(rebasing: memory[end...])
            bytes.withUnsafeBytes { room.copyMemory(from: $0) }
        }
        end += bytes.count
    }

    /// Uses up the first bytes and says where they stand until the next `append`.
    mutating func take(_ byteCount: Int) -> Range<Int> {
        precondition(byteCount <= count, "no more can be taken than came")
        let taken = start..<start + byteCount
        start = taken.upperBound
        return taken
    }

    /// Unmasks bytes in place; `phase` is the place of the first in its payload.
    mutating func unmask(_ range: Range<Int>, with key: MaskingKey?, phase: Int = 0) {
        key?.apply(to: &storage, range, phase: phase)
    }

    /// Lends the buffer out for an empty one, or takes it back; nothing may be appended in between.
    mutating func exchange(_ other: inout [UInt8]) { swap(&storage, &other) }

    /// Gives back what a busy moment took, once all is used up.
    mutating func giveBackMemory(beyond keptCapacity: Int = Inbox.keptCapacity) {
        guard start == end, storage.count > keptCapacity else { return }
        storage = []
        start = 0
        end = 0
    }

    private mutating func discardUsed() {
        guard start > 0 else { return }
        if start < end {
            // What is left is the beginning of a frame: its header, or a short control frame.
            let unused = unused
            storage.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[unused])) }
        }
        end -= start
        start = 0
    }

    private mutating func grow(by byteCount: Int) {
        let capacity = max(Self.firstCapacity, 2 * storage.count, end + byteCount)
        storage.append(contentsOf: repeatElement(0, count: capacity - storage.count))
    }
}
