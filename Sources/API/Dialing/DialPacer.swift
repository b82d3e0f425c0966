/// Says when the next call may be ordered, for everything that orders calls in one Twilio account.
///
/// Orders are spread evenly: Twilio takes more of them and queues them, so that whoever is called later waits longer for
/// an answer to what somebody ordered now. So many calls are open at once and no more, and a share of those is never taken
/// by rows of jobs.
struct DialPacer {
    typealias Instant = ContinuousClock.Instant

    /// How fast, and how many at once.
    struct Limits: Sendable, Hashable {
        /// Orders in a second. Twilio's own limit is 1 unless it was raised.
        var perSecond = 1
        /// Calls that are open at once, those that came in among them.
        var concurrent = 100
        /// How many of these are kept for calls that people order, and that come in.
        var reserved = 10
    }

    /// Who orders.
    enum Kind {
        /// A person, who waits.
        case live
        /// A job.
        case row
    }

    /// What an order gets.
    enum Turn: Equatable {
        /// Its turn is after so long.
        case after(Duration)
        /// None: too many calls are open.
        case full
        /// None: its turn would be too far away.
        case tooLate(Duration)
    }

    private let limits: Limits
    private var nextTurn: Instant?

    init(_ limits: Limits) { self.limits = limits }

    /// Gives out the next turn.
    /// - Parameters:
    ///   - openCount: the calls that are open.
    ///   - longest: how long it is worth waiting for.
    mutating func turn(_ kind: Kind, openCount: Int, longest: Duration? = nil, at now: Instant) -> Turn {
        let room =
            switch kind {
            case .live: limits.concurrent
            case .row: limits.concurrent - limits.reserved
            }
        guard openCount < room else { return .full }
        let turn = max(nextTurn ?? now, now)
        if let longest, turn - now > longest { return .tooLate(turn - now) }
        nextTurn = turn + .seconds(1) / limits.perSecond
        return .after(turn - now)
    }
}
