/// Deadlines in a binary heap. Cancelling takes an entry out at once, so its closure and what it holds go with it.
struct Timers {
    /// One deadline in the heap; those of the same instant fire in the order they were made.
    private struct Entry {
        let deadline: ContinuousClock.Instant
        let sequence: UInt64
        let slot: Int

        static func < (one: Entry, other: Entry) -> Bool {
            one.deadline == other.deadline ? one.sequence < other.sequence : one.deadline < other.deadline
        }
    }

    /// A timer's closure and its place in the heap. The generation tells a timer from a later one in the same slot.
    private struct Slot {
        var generation: UInt32 = 0
        var position = 0
        var body: (() -> Void)?
    }

    private var heap: [Entry] = []
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    private var sequence: UInt64 = 0

    /// The earliest deadline.
    var next: ContinuousClock.Instant? { heap.first?.deadline }

    /// How many are waiting.
    var count: Int { heap.count }

    /// Adds a timer.
    mutating func add(at deadline: ContinuousClock.Instant, _ body: @escaping () -> Void) -> EventLoop.TimerID {
        let slot: Int
        if let free = freeSlots.popLast() {
            slot = free
        } else {
            slot = slots.count
            slots.append(Slot())
        }
        slots[slot].body = body
        sequence += 1
        heap.append(Entry(deadline: deadline, sequence: sequence, slot: slot))
        slots[slot].position = heap.count - 1
        moveUp(from: heap.count - 1)
        return EventLoop.TimerID(number: UInt64(slots[slot].generation) << 32 | UInt64(slot))
    }

    /// Takes a timer out; one that has gone is no mistake.
    mutating func cancel(_ timer: EventLoop.TimerID) {
        let slot = Int(timer.number & 0xffff_ffff)
        guard slot < slots.count, slots[slot].body != nil, slots[slot].generation == UInt32(timer.number >> 32) else {
            return
        }
        remove(at: slots[slot].position)
    }

    /// Takes out the earliest timer if it is due.
    mutating func popDue(at now: ContinuousClock.Instant) -> (() -> Void)? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        let body = slots[first.slot].body
        remove(at: 0)
        return body
    }
}

private extension Timers {
    mutating func remove(at position: Int) {
        let slot = heap[position].slot
        let last = heap.count - 1
        swap(position, last)
        heap.removeLast()
        if position < last {
            moveUp(from: position)
            moveDown(from: position)
        }
        slots[slot].body = nil
        slots[slot].generation &+= 1
        freeSlots.append(slot)
    }

    mutating func moveUp(from start: Int) {
        var position = start
        while position > 0 {
            let parent = (position - 1) / 2
            guard heap[position] < heap[parent] else { return }
            swap(position, parent)
            position = parent
        }
    }

    mutating func moveDown(from start: Int) {
        var position = start
        while true {
            var least = position
            for child in [2 * position + 1, 2 * position + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != position else { return }
            swap(position, least)
            position = least
        }
    }

    mutating func swap(_ one: Int, _ other: Int) {
        heap.swapAt(one, other)
        slots[heap[one].slot].position = one
        slots[heap[other].slot].position = other
    }
}
