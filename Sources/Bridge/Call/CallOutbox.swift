/// What a call wants sent and done, in order. Texts stand in one memory, which is used again.
struct CallOutbox {
    /// One thing.
    enum Item {
        /// Send Twilio this text.
        case toStream(Range<Int>, isMedia: Bool)
        /// Send Twilio this text, which takes back what was sent before.
        case clearStream(Range<Int>)
        /// Send the agent this text.
        case toAgent(Range<Int>, isMedia: Bool)
        /// Do this outside.
        case action(CallAction)
    }

    /// Memory that is kept: a second of sound as text is 11 kB, and agents send several at once.
    private static let keptByteCount = 128 * 1024

    /// What is to be done, in order.
    private(set) var items: [Item] = []
    /// The texts.
    private(set) var bytes: [UInt8] = []

    /// Whether there is nothing to do.
    var isEmpty: Bool { items.isEmpty }

    /// Adds a text for Twilio, written by `write`.
    mutating func toStream(isMedia: Bool = false, _ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        items.append(.toStream(start..<bytes.count, isMedia: isMedia))
    }

    /// Adds the order to clear.
    mutating func clearStream(_ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        items.append(.clearStream(start..<bytes.count))
    }

    /// Adds a text for the agent, written by `write`.
    mutating func toAgent(isMedia: Bool = false, _ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        items.append(.toAgent(start..<bytes.count, isMedia: isMedia))
    }

    /// Adds something to be done.
    mutating func add(_ action: CallAction) { items.append(.action(action)) }

    /// Forgets everything, and keeps the memory that most messages need.
    mutating func removeAll() {
        let isUsual = bytes.capacity <= Self.keptByteCount
        items.removeAll(keepingCapacity: isUsual)
        bytes.removeAll(keepingCapacity: isUsual)
    }
}
