import Transport

/// Something that moves every 20 ms.
protocol Ticking: AnyObject {
    /// 20 ms have passed.
    func tick(on loop: isolated EventLoop)
}

/// One timer of a loop for all that moves every 20 ms on it, however many calls that is.
///
/// Deadlines are counted from one origin, so that a late tick makes the next ones no later. Members are spread over ten
/// slots 2 ms apart, as calls of the real world do not speak all at once.
final class TickClock {
    private static let slotCount = 10
    private static let slotLength = Duration.milliseconds(2)
    /// A loop that was held up for longer than that has lost its calls' time; what is older is skipped.
    private static let patience = Duration.seconds(5)

    private var slots: [[any Ticking]] = Array(repeating: [], count: slotCount)
    private var memberCount = 0
    private var origin = ContinuousClock.now
    /// Slots gone by since the origin.
    private var position = 0
    private var timer: EventLoop.TimerID?

    private init() {}

    /// The loop's own.
    static func of(_ loop: isolated EventLoop) -> TickClock {
        if let clock = loop.attached(TickClock.self) { return clock }
        let clock = TickClock()
        loop.attach(clock)
        return clock
    }

    /// Ticks it every 20 ms from now on, first within 20 ms, until it is removed.
    func add(_ member: any Ticking, on loop: isolated EventLoop) {
        if memberCount == 0 {
            origin = .now
            position = 0
        }
        let slot = slots.indices.min { slots[$0].count < slots[$1].count } ?? 0
        slots[slot].append(member)
        memberCount += 1
        reschedule(on: loop)
    }

    /// Ticks it no more; one that is not a member is no mistake.
    func remove(_ member: any Ticking, on loop: isolated EventLoop) {
        for slot in slots.indices {
            guard let index = slots[slot].firstIndex(where: { $0 === member }) else { continue }
            slots[slot].remove(at: index)
            memberCount -= 1
        }
        if memberCount == 0 { reschedule(on: loop) }
    }

    private func reschedule(on loop: isolated EventLoop) {
        if let timer { loop.cancel(timer) }
        timer = nil
        guard memberCount > 0 else { return }
        let delay = deadline(of: nextPosition()) - (ContinuousClock.now - origin)
        timer = loop.schedule(after: max(.zero, delay)) { self.fire(on: loop) }
    }

    private func fire(on loop: isolated EventLoop) {
        timer = nil
        let now = ContinuousClock.now - origin
        if now - deadline(of: position) > Self.patience { position = Int((now - Self.patience) / Self.slotLength) }
        while memberCount > 0 {
            let next = nextPosition()
            guard deadline(of: next) <= now else { break }
            // A member that leaves while the slot is ticked leaves the array being walked untouched.
            for member in slots[next % Self.slotCount] { member.tick(on: loop) }
            position = next + 1
        }
        reschedule(on: loop)
    }

    private func deadline(of position: Int) -> Duration { Self.slotLength * position }

    /// The next slot that has members.
    private func nextPosition() -> Int {
        var next = position
        while next < position + Self.slotCount && slots[next % Self.slotCount].isEmpty { next += 1 }
        return next
    }
}
