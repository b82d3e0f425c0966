/// Bytes waiting to be sent, in one array that is reused; sent ones are skipped, not moved.
struct OutboundQueue {
    /// As much memory as an empty queue keeps: one TLS record, fifty media frames.
    static let keptByteCount = 16 << 10

    private var bytes: [UInt8] = []
    private var head = 0

    /// How many wait.
    var count: Int { bytes.count - head }

    /// Whether none wait.
    var isEmpty: Bool { bytes.count == head }

    /// As much memory as the queue holds, in bytes.
    var capacity: Int { bytes.capacity }

    /// Adds bytes at the end.
    mutating func append(_ more: Span<UInt8>) {
        more.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// Lets a serializer add bytes at the end; it must leave those before alone.
    mutating func append<Failure>(by body: (inout [UInt8]) throws(Failure) -> Void) throws(Failure) {
        let before = bytes.count
        try body(&bytes)
        precondition(bytes.count >= before, "a serializer appends; it takes nothing away")
    }

    /// Lends what waits.
    func withBytes<Result, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withUnsafeBufferPointer { (bytes) throws(Failure) in
            try body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[head...]))
        }
    }

    /// Drops bytes that were sent.
    mutating func consume(_ count: Int) {
        precondition((0...self.count).contains(count), "more sent than waited")
        head += count
        if head == bytes.count {
            removeAll()
        } else if head > Self.keptByteCount, head > bytes.count / 2 {
            // Moving the lesser half costs each byte one move at most on average.
            bytes.removeFirst(head)
            head = 0
        }
    }

    /// Gives back what an empty queue keeps.
    mutating func giveBackMemory() {
        if isEmpty { self = OutboundQueue() }
    }

    /// Drops everything. A large block of memory is given back: a thousand idle connections must not keep what their
    /// busiest moment took.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptByteCount)
        head = 0
    }
}
