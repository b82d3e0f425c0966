public import FoundationEssentials
import Synchronization

/// Makes identifiers: 4 bytes of seconds, 5 random bytes of this source, 3 bytes of a counter.
///
/// Those of one source rise strictly, even when the clock is set back or more than 2²⁴ are made in a second.
public final class IDSource: Sendable {
    private struct State {
        var seconds: UInt32 = 0
        var counter: UInt32 = 0
    }

    private let now: @Sendable () -> Date
    private let node: UInt64
    private let lastCount: UInt32
    private let state = Mutex(State())

    /// Makes a source. `random` seeds it: 5 bytes keep sources apart.
    public convenience init(
        now: @escaping @Sendable () -> Date = { Date() },
        random: UInt64 = UInt64.random(in: .min ... .max)
    ) {
        self.init(now: now, random: random, lastCount: 0xFF_FFFF)
    }

    init(now: @escaping @Sendable () -> Date, random: UInt64, lastCount: UInt32) {
        self.now = now
        self.node = random & 0xFF_FFFF_FFFF
        self.lastCount = lastCount
    }

    /// An identifier above all that this source made before.
    public func next() -> RecordID {
        let clock = UInt32(clamping: Int64(max(0, now().timeIntervalSince1970)))
        let (seconds, counter) = state.withLock { state in
            if clock > state.seconds {
                state = State(seconds: clock)
            } else if state.counter == lastCount {
                // The counter is full within one second: borrow the next one.
                state = State(seconds: state.seconds &+ 1)
            } else {
                state.counter += 1
            }
            return (state.seconds, state.counter)
        }
        return RecordID(seconds: seconds, node: node, counter: counter)
    }
}
