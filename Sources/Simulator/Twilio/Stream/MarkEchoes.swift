/// The marks on their way back to the server, with what ``MarkFaults`` do to them. Times are those since the stream's start.
struct MarkEchoes: Sendable {
    /// How long the first of a pair waits for the second before it goes alone.
    static let patience = Duration.milliseconds(500)

    /// Marks that were never echoed.
    private(set) var lostCount = 0

    private struct Waiting: Sendable {
        let name: String
        let due: Duration
    }

    private let faults: MarkFaults
    private var random: UInt64
    private var markCount = 0
    /// Which mark of each series is lost, counted from 0.
    private var lostPlace = 0
    /// The first of a pair that changes places.
    private var held: Waiting?
    private var waiting: [Waiting] = []

    init(_ faults: MarkFaults) {
        self.faults = faults
        random = faults.seed
    }

    /// A mark was reached; ``take(at:)`` gives it back in its time.
    mutating func reached(_ name: String, at now: Duration) {
        guard !isLost() else { return lostCount += 1 }
        guard faults.swapsPairs else { return send(name, at: now) }
        if let first = held {
            held = nil
            send(name, at: now)
            send(first.name, at: now)
        } else {
            held = Waiting(name: name, due: now + Self.patience)
        }
    }

    /// The marks that are to be echoed now, in order.
    mutating func take(at now: Duration) -> [String] {
        if let alone = held, alone.due <= now {
            held = nil
            send(alone.name, at: now)
        }
        guard let first = waiting.first, first.due <= now else { return [] }
        let due = waiting.prefix { $0.due <= now }.map(\.name)
        waiting.removeFirst(due.count)
        return due
    }

    /// Delays differ, but no mark overtakes another for that.
    private mutating func send(_ name: String, at now: Duration) {
        let range = faults.delay
        let steps = UInt64(max(0, (range.upperBound - range.lowerBound) / .milliseconds(1)))
        let delay = range.lowerBound + .milliseconds(Int(next() % (steps + 1)))
        waiting.append(Waiting(name: name, due: max(now + delay, waiting.last?.due ?? .zero)))
    }

    private mutating func isLost() -> Bool {
        guard let length = faults.lossEvery else { return false }
        let place = markCount % length
        markCount += 1
        if place == 0 { lostPlace = Int(next() % UInt64(length)) }
        return place == lostPlace
    }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        random &+= 0x9E37_79B9_7F4A_7C15
        var mixed = random
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
