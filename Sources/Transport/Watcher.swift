/// Something that waits for a descriptor. Called on the loop.
protocol Watcher: AnyObject {
    /// What was waited for has come; errors and hang-ups come unasked.
    func ready(_ readiness: Epoll.Readiness, on loop: isolated EventLoop)
    /// The loop goes down: let go of the descriptor. Nothing more is heard.
    func loopWillEnd(on loop: isolated EventLoop)
}

/// Names a watched descriptor. A number is soon used again; the generation tells its owners apart.
struct Watch: Hashable, Sendable {
    let descriptor: Int32
    let generation: UInt32

    /// As it travels through epoll.
    var key: UInt64 { UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor)) }

    init(descriptor: Int32, generation: UInt32) {
        self.descriptor = descriptor
        self.generation = generation
    }

    init(key: UInt64) {
        descriptor = Int32(bitPattern: UInt32(truncatingIfNeeded: key))
        generation = UInt32(key >> 32)
    }
}

/// Who watches which descriptor: an array indexed by the number, which Linux keeps small.
struct Watchers {
    private struct Slot {
        var generation: UInt32 = 0
        var watcher: (any Watcher)?
    }

    private var slots: [Slot] = []

    /// Takes a descriptor in.
    mutating func add(_ watcher: any Watcher, for descriptor: Int32) -> Watch {
        let index = Int(descriptor)
        while slots.count <= index { slots.append(Slot()) }
        precondition(slots[index].watcher == nil, "descriptor \(descriptor) is watched already")
        slots[index].watcher = watcher
        return Watch(descriptor: descriptor, generation: slots[index].generation)
    }

    /// Forgets a descriptor: events still on their way no longer match.
    mutating func remove(_ watch: Watch) {
        guard self[watch] != nil else { return }
        slots[Int(watch.descriptor)].watcher = nil
        slots[Int(watch.descriptor)].generation &+= 1
    }

    /// Who watches; `nil` for one that has gone.
    subscript(watch: Watch) -> (any Watcher)? {
        let index = Int(watch.descriptor)
        guard slots.indices.contains(index), slots[index].generation == watch.generation else { return nil }
        return slots[index].watcher
    }

    /// All there are.
    var all: [any Watcher] { slots.compactMap(\.watcher) }
}
