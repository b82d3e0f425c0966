import Calls

/// Measures how long the caller waits for each answer; see ``TurnLatency``.
struct TurnClock: Hashable {
    typealias Instant = ContinuousClock.Instant

    /// An answer that has begun to come and is not played yet.
    private struct Answer: Hashable {
        var account: Int
        var speechEnd: Instant
        var firstSound: Instant
        /// When it should be played, on the clock of what we send.
        var due: Instant
    }

    /// A caller who was heard so shortly before an answer came was not waiting for it.
    private static let shortestWait = Duration.milliseconds(60)

    /// When the last answer began to come.
    private var answered: Instant?
    private var waiting: Answer?

    /// The first sound of an answer came; `speech` is when what the caller last said began and had arrived, if there was
    /// anything. One answer is waited for: what follows it without another word of the caller's is none.
    mutating func answerBegan(account: Int, speech: Range<Instant>?, due: Instant, at now: Instant) {
        defer { answered = now }
        guard let speech, answered.map({ speech.lowerBound > $0 }) ?? true,
            now - speech.upperBound >= Self.shortestWait
        else { return }
        waiting = Answer(account: account, speechEnd: speech.upperBound, firstSound: now, due: due)
    }

    /// Some of the sound of this account was played. Gives the wait it ended, once.
    mutating func played(account: Int, roundTrip: Duration) -> TurnLatency? {
        guard let answer = waiting, answer.account == account else { return nil }
        waiting = nil
        return TurnLatency(
            agentMilliseconds: answer.speechEnd.duration(to: answer.firstSound).milliseconds,
            bridgeMilliseconds: max(0, (answer.firstSound.duration(to: answer.due) + roundTrip).milliseconds))
    }

    /// The answer under way will not be heard.
    mutating func interrupted() { waiting = nil }

    /// The account whose playing is waited for.
    var account: Int? { waiting?.account }
}

extension Duration {
    /// Whole milliseconds, to the nearest.
    var milliseconds: Int { (nanoseconds + 500_000).floorDivided(by: 1_000_000) }
}
