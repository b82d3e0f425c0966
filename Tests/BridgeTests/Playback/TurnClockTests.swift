import Calls
import Testing

@testable import Bridge

@Suite("How long the caller waits for an answer") struct TurnClockTests {
    let t0 = ContinuousClock.now

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { t0 + .milliseconds(milliseconds) }

    @Test("the wait is split at the first sound, and told once it is played")
    func latency() {
        var clock = TurnClock()
        clock.answerBegan(account: 4, speech: at(-500)..<t0, due: at(815), at: at(800))
        #expect(clock.account == 4)
        #expect(clock.played(account: 3, roundTrip: .milliseconds(60)) == nil)
        let latency = clock.played(account: 4, roundTrip: .milliseconds(60))
        #expect(latency == TurnLatency(agentMilliseconds: 800, bridgeMilliseconds: 75))
        #expect(latency?.totalMilliseconds == 875)
        #expect(clock.played(account: 4, roundTrip: .zero) == nil)
        #expect(clock.account == nil)
    }

    @Test("where the caller has not spoken, not since the last answer, or still speaks, none is waited for")
    func noWait() {
        var clock = TurnClock()
        clock.answerBegan(account: 1, speech: nil, due: t0, at: t0)
        #expect(clock.account == nil)
        var hasty = TurnClock()
        hasty.answerBegan(account: 1, speech: at(-500)..<t0, due: at(59), at: at(59))
        #expect(hasty.account == nil)
        clock = TurnClock()
        clock.answerBegan(account: 1, speech: at(-500)..<t0, due: at(60), at: at(60))
        #expect(clock.account == 1)
        _ = clock.played(account: 1, roundTrip: .zero)
        clock.answerBegan(account: 2, speech: at(-500)..<t0, due: at(900), at: at(900))
        #expect(clock.account == nil)
        // The end of what was answered, found a little later than before.
        clock.answerBegan(account: 3, speech: at(-500)..<at(20), due: at(920), at: at(920))
        #expect(clock.account == nil)
        clock.answerBegan(account: 4, speech: at(950)..<at(1000), due: at(1500), at: at(1500))
        #expect(clock.account == 4)
    }

    @Test("an answer that is interrupted before it is heard ends no wait")
    func interrupted() {
        var clock = TurnClock()
        clock.answerBegan(account: 1, speech: at(-500)..<t0, due: at(500), at: at(500))
        clock.interrupted()
        #expect(clock.played(account: 1, roundTrip: .zero) == nil)
    }

    @Test("milliseconds are the nearest, and the bridge's part is never negative")
    func rounding() {
        #expect(Duration.microseconds(1499).milliseconds == 1)
        #expect(Duration.microseconds(1500).milliseconds == 2)
        var clock = TurnClock()
        clock.answerBegan(account: 1, speech: at(-500)..<t0, due: at(450), at: at(500))
        #expect(clock.played(account: 1, roundTrip: .zero)?.bridgeMilliseconds == 0)
    }
}
