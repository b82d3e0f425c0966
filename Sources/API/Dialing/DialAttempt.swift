import Twilio

/// What is done about one intent until it is one call or none, as decisions. Whoever owns an attempt does what it says,
/// tells it what came of that, and has the next decision. Time is an input.
///
/// 1. Nothing is ordered that was not written down as asked for just before.
/// 2. Twilio says 429, or no connection came about: it surely has no such order. That is written down, and after a while
///    it is asked again.
/// 3. Twilio says no: that is the end.
/// 4. Any other answer, or none, or a process that died meanwhile: Twilio may have the order. Its list of calls is looked
///    at; a call that is there is ours.
/// 5. It is not there: the list lags behind, and an order may be carried out after its answer was given up. It is looked
///    for again and again, until it was not there `settle` after the order was last under way. Then it surely never came,
///    and is as in 2.
/// 6. Twilio does not say what it has: nothing is known, and nothing is done but to look again.
struct DialAttempt {
    typealias Instant = ContinuousClock.Instant

    /// What is to be done next.
    enum Action: Equatable {
        /// Wait for a turn. The intent is written down as planned meanwhile.
        case takeTurn
        /// Write down that it is asked for.
        case write
        /// Ask Twilio for the call.
        case order
        /// Look for the call in Twilio's list.
        case look
        /// Write down that Twilio does not have it.
        case release
        /// Wait.
        case wait(Duration)
        /// Nothing more: write down what became of it.
        case end(End)
    }

    /// What came of it.
    enum Event: Equatable {
        case turnTaken
        case written
        /// It could not be written down.
        case notWritten
        /// It is settled already.
        case closed
        case ordered(Answer)
        case looked(Finding)
        case released
        case waited
    }

    /// What Twilio answers to an order.
    enum Answer: Equatable {
        case placed(String)
        case refused(TwilioRESTError)
        /// 429, and how long it wants to be left alone.
        case tooMany(TwilioRESTError, retryAfter: Duration?)
        case notConnected(String)
        case unclear(String)
    }

    /// What Twilio's list says.
    enum Finding: Equatable {
        case call(String)
        case none
        case silence(String)
    }

    /// What becomes of an intent.
    enum End: Equatable {
        case placed(String)
        case refused(TwilioRESTError)
        case unreachable(String)
        /// It is too late to ask again.
        case expired(String)
        /// Somebody else settled it.
        case closed
    }

    /// Where an attempt begins.
    enum Beginning {
        /// Written down as asked for, and not sent yet.
        case written
        /// Written down as planned.
        case planned
        /// Written down as asked for by a process that died: it may have been sent.
        case unclear
    }

    private let settle: Duration
    /// How long Twilio is asked again that does not listen; `nil` for ever.
    private let patience: Duration?
    /// Until when it may be asked once more after it was not found.
    private let askUntil: Instant?
    /// Since when Twilio is asked in vain.
    private var askingSince: Instant
    /// Since when no order is under way.
    private var quietSince: Instant
    /// How often it was waited for one thing.
    private var waitCount = 0
    /// How long the present wait is.
    private var pause = Duration.zero
    /// Orders that Twilio surely did not take, in a row.
    private var retryCount = 0
    /// What follows a wait.
    private var afterWait = Action.look
    /// Why it is not known whether Twilio has the order; `nil` where that is known.
    private(set) var doubt: String?

    init(
        settle: Duration, patience: Duration? = nil, askUntil: Instant? = nil, at now: Instant
    ) {
        self.settle = settle
        self.patience = patience
        self.askUntil = askUntil
        askingSince = now
        quietSince = now
    }

    /// The first decision.
    mutating func begin(_ beginning: Beginning, at now: Instant) -> Action {
        switch beginning {
        case .written: return .order
        case .planned: return .takeTurn
        case .unclear:
            quietSince = now
            doubt = "the process ended while it was asked for"
            return .look
        }
    }

    /// The next decision.
    mutating func take(_ event: Event, at now: Instant) -> Action {
        switch event {
        case .turnTaken: return .write
        case .written:
            waitCount = 0
            return .order
        case .notWritten: return wait(.takeTurn, because: "it could not be written down", nil, now)
        case .closed: return .end(.closed)
        case .ordered(let answer): return ordered(answer, now)
        case .looked(let finding): return looked(finding, now)
        case .released:
            return waitCount == 0 ? .takeTurn : .wait(pause)
        case .waited: return afterWait
        }
    }

    private mutating func ordered(_ answer: Answer, _ now: Instant) -> Action {
        quietSince = now
        switch answer {
        case .placed(let sid):
            return .end(.placed(sid))
        case .refused(let refusal):
            return .end(.refused(refusal))
        case .tooMany(let refusal, let retryAfter):
            return retry(after: retryAfter, or: .refused(refusal), now)
        case .notConnected(let why):
            return retry(after: nil, or: .unreachable(why), now)
        case .unclear(let why):
            doubt = why
            waitCount = 0
            return .look
        }
    }

    private mutating func looked(_ finding: Finding, _ now: Instant) -> Action {
        switch finding {
        case .call(let sid):
            return .end(.placed(sid))
        case .silence(let why):
            if let askUntil, now > askUntil { return .end(.expired(why)) }
            return wait(.look, because: doubt ?? "", nil, now)
        case .none where now - quietSince < settle:
            // The last look is right at the end of the time that it takes to be sure.
            return wait(.look, because: doubt ?? "", settle - (now - quietSince), now)
        case .none:
            if let askUntil, now > askUntil { return .end(.expired(doubt ?? "")) }
            doubt = nil
            waitCount = 0
            askingSince = now
            afterWait = .takeTurn
            return .release
        }
    }

    private mutating func retry(after wanted: Duration?, or end: End, _ now: Instant) -> Action {
        // 1 s, 2 s, 4 s, … 32 s.
        let backoff = Duration.seconds(1 << min(retryCount, 5))
        let delay = max(backoff, wanted ?? .zero)
        if let patience, now + delay - askingSince > patience { return .end(end) }
        retryCount += 1
        pause = delay
        waitCount = 1
        afterWait = .takeTurn
        return .release
    }

    private mutating func wait(
        _ next: Action, because why: String, _ most: Duration?, _ now: Instant
    ) -> Action {
        if let patience, next == .takeTurn, now - askingSince > patience { return .end(.expired(why)) }
        pause = Duration.seconds(1 << min(waitCount, 5))
        if let most { pause = min(pause, most) }
        waitCount += 1
        afterWait = next
        return .wait(pause)
    }
}
