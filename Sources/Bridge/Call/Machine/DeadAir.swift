import Calls

/// Watches for dead air: neither side makes a sound. A line on which nobody speaks costs both vendors' minutes, and mostly
/// nobody is there any more.
struct DeadAir: Hashable {
    typealias Instant = ContinuousClock.Instant

    private let limit: Duration?
    private var lastSound: Instant?
    private var isNoted = false

    /// Silent for so long; `nil` watches nothing.
    init(limit: Duration?) { self.limit = limit }

    /// The talk began, or a sound is heard until then.
    mutating func sound(until moment: Instant?) {
        guard let moment, moment > lastSound ?? moment - .nanoseconds(1) else { return }
        lastSound = moment
        isNoted = false
    }

    /// What was to be heard from now on was taken back.
    mutating func soundCleared(at now: Instant) {
        lastSound = lastSound.map { min($0, now) }
    }

    /// When it will have lasted too long; `nil` where that is said already.
    var deadline: Instant? {
        guard let limit, let lastSound, !isNoted else { return nil }
        return lastSound + limit
    }

    /// Says once for each silence that it has lasted too long.
    mutating func hasLasted(at now: Instant) -> Bool {
        guard let deadline, now >= deadline else { return false }
        isNoted = true
        return true
    }
}
