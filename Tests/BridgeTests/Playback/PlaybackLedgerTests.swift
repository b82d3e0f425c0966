import Testing

@testable import Bridge

@Suite("The playback ledger") struct PlaybackLedgerTests {
    let t0 = ContinuousClock.now

    /// A ledger with one open response.
    private func talking() -> PlaybackLedger {
        var ledger = PlaybackLedger()
        _ = ledger.open(.agent, eventID: 1)
        return ledger
    }

    private func send(_ ledger: inout PlaybackLedger, _ count: Int, at now: ContinuousClock.Instant) {
        ledger.received(count)
        ledger.sent(count, at: now)
    }

    private func back(
        _ ledger: inout PlaybackLedger, _ mark: String, at now: ContinuousClock.Instant
    ) {
        ledger.markReturned(mark, sentBack: now, at: now)
    }

    @Test("what is sent is played in real time, one piece after the other")
    func playbackEnd() {
        var ledger = talking()
        #expect(ledger.playbackEnd == nil)
        send(&ledger, 8000, at: t0)
        #expect(ledger.playbackEnd == t0 + .seconds(1))
        send(&ledger, 160, at: t0)
        #expect(ledger.playbackEnd == t0 + .milliseconds(1020))
        ledger.advance(to: t0 + .milliseconds(19))
        #expect(ledger.totals.played == 160)
        ledger.advance(to: t0 + .milliseconds(20))
        #expect(ledger.totals.played == 320)
        ledger.advance(to: t0 + .seconds(2))
        #expect(ledger.totals.played == 8160)
        #expect(ledger.totals.outstanding == 0)
        #expect(ledger.totals.isBalanced)
    }

    @Test("after a pause the next sound starts when it is sent")
    func underrun() {
        var ledger = talking()
        send(&ledger, 160, at: t0)
        send(&ledger, 160, at: t0 + .seconds(5))
        #expect(ledger.playbackEnd == t0 + .seconds(5) + .milliseconds(20))
        #expect(ledger.totals.played == 160)
    }

    @Test("a frame that is not full takes its 20 ms all the same")
    func partialFrame() {
        var ledger = talking()
        send(&ledger, 100, at: t0)
        ledger.advance(to: t0)
        #expect(ledger.totals.played == 100)
        send(&ledger, 160, at: t0 + .milliseconds(5))
        ledger.advance(to: t0 + .milliseconds(19))
        #expect(ledger.totals.played == 100)
    }

    @Test("a returned mark says that all before it was played, and settles the marks before it")
    func marks() {
        var ledger = talking()
        send(&ledger, 1000, at: t0)
        ledger.markSent("a", at: t0)
        send(&ledger, 500, at: t0)
        ledger.markSent("b", at: t0)
        send(&ledger, 7, at: t0)
        #expect(ledger.awaitsMarks)
        back(&ledger, "b", at: t0)
        #expect(ledger.totals.played == 1500)
        #expect(!ledger.awaitsMarks)
        #expect(ledger.mayBePlaying)
        let before = ledger
        back(&ledger, "a", at: t0)
        back(&ledger, "never sent", at: t0)
        #expect(ledger == before)
    }

    @Test("a clear divides what was sent into played and cleared, and its marks say nothing when they return")
    func clear() {
        var ledger = talking()
        send(&ledger, 8000, at: t0)
        ledger.received(12, holding: 12)
        ledger.markSent("a", at: t0)
        ledger.clear(at: t0 + .milliseconds(250))
        let totals = ledger.totals
        #expect(totals.played == 13 * 160)
        #expect(totals.cleared == 8000 - 13 * 160)
        #expect(totals.dropped == 12)
        #expect(totals.received == 8012)
        #expect(totals.isBalanced)
        #expect(!ledger.mayBePlaying)
        #expect(!ledger.awaitsMarks)
        _ = ledger.open(.agent, eventID: 2)
        send(&ledger, 80, at: t0 + .milliseconds(300))
        ledger.markSent("b", at: t0 + .milliseconds(300))
        back(&ledger, "a", at: t0 + .milliseconds(300))
        #expect(ledger.totals.played == 13 * 160 + 80)
        back(&ledger, "b", at: t0 + .milliseconds(300))
        #expect(ledger.totals.isBalanced)
    }

    @Test("a mark that returned earlier than the clock thinks is believed")
    func marksBeatTheClock() {
        var ledger = talking()
        send(&ledger, 8000, at: t0)
        ledger.markSent("a", at: t0)
        back(&ledger, "a", at: t0)
        ledger.clear(at: t0 + .milliseconds(100))
        #expect(ledger.totals.cleared == 0)
        #expect(ledger.totals.played == 8000)
    }

    @Test("a clear on an empty buffer changes nothing")
    func emptyClear() {
        var ledger = PlaybackLedger()
        ledger.clear(at: t0)
        #expect(ledger.totals == PlaybackTotals())
        #expect(ledger.playbackEnd == nil)
    }

    @Test("the echo of a mark on an empty buffer measures the way, and the quickest counts")
    func roundTrip() {
        var ledger = PlaybackLedger()
        ledger.markSent("a", at: t0)
        back(&ledger, "a", at: t0 + .milliseconds(90))
        #expect(ledger.roundTrip == .milliseconds(90))
        ledger.markSent("b", at: t0 + .seconds(1))
        back(&ledger, "b", at: t0 + .milliseconds(1060))
        ledger.markSent("c", at: t0 + .seconds(2))
        back(&ledger, "c", at: t0 + .milliseconds(2500))
        #expect(ledger.roundTrip == .milliseconds(60))
    }

    @Test(
        "playing is believed to be late where two marks in a row were, and as far as both were; one alone says nothing")
    func lateMarks() {
        var ledger = talking()
        ledger.markSent("echo", at: t0)
        back(&ledger, "echo", at: t0 + .milliseconds(50))
        for name in ["a", "b", "c"] {
            send(&ledger, 8000, at: t0 + .milliseconds(50))
            ledger.markSent(name, at: t0 + .milliseconds(50))
        }
        // The last frame before "a" is taken at 50 + 980 ms, and the way is 50 ms: 400 and 300 ms late.
        back(&ledger, "a", at: t0 + .milliseconds(1480))
        #expect(ledger.totals.played == 72 * 160)
        back(&ledger, "b", at: t0 + .milliseconds(2380))
        // 117 frames by the clock, less the 15 that both marks were late.
        #expect(ledger.totals.played == 102 * 160)
        #expect(ledger.totals.isBalanced)
    }

    @Test("a mark that was late alone is not believed")
    func oneLateMark() {
        var ledger = talking()
        ledger.markSent("echo", at: t0)
        back(&ledger, "echo", at: t0)
        for name in ["a", "b"] {
            send(&ledger, 8000, at: t0)
            ledger.markSent(name, at: t0)
        }
        back(&ledger, "a", at: t0 + .milliseconds(1700))
        back(&ledger, "b", at: t0 + .milliseconds(1985))
        #expect(ledger.totals.played == 16000)
        ledger.markSent("late again", at: t0 + .seconds(3))
        back(&ledger, "late again", at: t0 + .seconds(4))
        #expect(ledger.totals.played == 16000)
    }

    @Test("each response has an account of its own, and one that goes on after another's sound keeps it")
    func byResponse() {
        var ledger = PlaybackLedger()
        let first = ledger.open(.agent, eventID: 1)
        send(&ledger, 320, at: t0)
        ledger.close(at: t0)
        let keys = ledger.open(.touchTones)
        send(&ledger, 480, at: t0)
        ledger.close(at: t0)
        #expect(ledger.open(.agent, eventID: 1) == first)
        send(&ledger, 160, at: t0)
        #expect(ledger.open(.agent, eventID: 2) == 3)
        send(&ledger, 160, at: t0)
        ledger.clear(at: t0 + .milliseconds(60))
        let played = ledger.accounts.reduce(into: [:]) { $0[$1.number] = ledger.played(of: $1) }
        #expect(played == [first: 320, keys: 320, 3: 0])
        let cleared = ledger.accounts.reduce(into: [:]) { $0[$1.number] = $1.cleared }
        #expect(cleared == [first: 160, keys: 160, 3: 160])
        #expect(ledger.totals.isBalanced)
    }

    @Test("an account is settled by its mark, by a clear, or by the clock when its mark does not come")
    func settling() {
        var ledger = talking()
        send(&ledger, 160, at: t0)
        #expect(ledger.takeSettled(at: t0 + .seconds(9), grace: .seconds(2)) == nil)
        ledger.close(at: t0)
        let deadline = t0 + .milliseconds(2020)
        #expect(ledger.settlementDeadline(grace: .seconds(2)) == deadline)
        #expect(ledger.takeSettled(at: t0 + .seconds(1), grace: .seconds(2)) == nil)
        ledger.advance(to: deadline)
        #expect(ledger.takeSettled(at: deadline, grace: .seconds(2))?.number == 1)
        #expect(ledger.totals.played == 160)
        #expect(ledger.totals.isBalanced)
    }

    @Test("when the stream stops, what was thought to be played since it stopped was not")
    func stopped() {
        var ledger = PlaybackLedger()
        ledger.markSent("echo", at: t0)
        back(&ledger, "echo", at: t0 + .milliseconds(100))
        _ = ledger.open(.agent, eventID: 1)
        send(&ledger, 8000, at: t0 + .milliseconds(100))
        ledger.advance(to: t0 + .milliseconds(600))
        #expect(ledger.totals.played == 26 * 160)
        ledger.stopped(sentBack: t0 + .milliseconds(600))
        #expect(ledger.totals.played == 21 * 160)
        _ = ledger.takeAll()
        #expect(ledger.totals.cleared == 8000 - 21 * 160)
        #expect(ledger.totals.isBalanced)
    }

    @Test("frames are taken at the moments at which the caller's come")
    func grid() {
        var ledger = talking()
        ledger.observe(frameArrival: t0 + .milliseconds(13))
        send(&ledger, 320, at: t0)
        ledger.advance(to: t0 + .milliseconds(12))
        #expect(ledger.totals.played == 0)
        ledger.advance(to: t0 + .milliseconds(13))
        #expect(ledger.totals.played == 160)
        ledger.observe(frameArrival: t0 + .milliseconds(31))
        ledger.advance(to: t0 + .milliseconds(31))
        #expect(ledger.totals.played == 320)
    }

    @Test("of stretches noted for a recording each byte is in one, also where marks put the clock right")
    func stretches() {
        var ledger = talking()
        ledger.notesStretches = true
        send(&ledger, 8000, at: t0)
        ledger.markSent("early", at: t0)
        ledger.advance(to: t0 + .milliseconds(899))
        let first = [
            PlayedStretch(byteCount: 160, start: t0),
            PlayedStretch(byteCount: 7040, start: t0 + .milliseconds(20)),
        ]
        #expect(ledger.stretches == first)
        back(&ledger, "early", at: t0 + .milliseconds(899))
        #expect(
            ledger.stretches == first + [PlayedStretch(byteCount: 800, start: t0 + .milliseconds(900))])
        ledger.forgetStretches()
        // Two marks in a row that are late: what was thought to be played is played again.
        for name in ["a", "b", "c"] {
            send(&ledger, 8000, at: t0 + .seconds(2))
            ledger.markSent(name, at: t0 + .seconds(2))
        }
        back(&ledger, "a", at: t0 + .milliseconds(3380))
        back(&ledger, "b", at: t0 + .milliseconds(4380))
        ledger.advance(to: t0 + .seconds(9))
        #expect(ledger.stretches.reduce(0) { $0 + $1.byteCount } == 24_000)
    }

    @Test("what a clear took back is in no stretch, and what is sent after it is")
    func stretchesAfterClear() {
        var ledger = talking()
        ledger.notesStretches = true
        send(&ledger, 8000, at: t0)
        ledger.clear(at: t0 + .milliseconds(99))
        #expect(ledger.stretches == [PlayedStretch(byteCount: 800, start: t0)])
        ledger.forgetStretches()
        _ = ledger.open(.agent, eventID: 2)
        send(&ledger, 320, at: t0 + .seconds(1))
        ledger.advance(to: t0 + .seconds(2))
        #expect(ledger.stretches == [PlayedStretch(byteCount: 320, start: t0 + .seconds(1))])
    }

    @Test("marks that never come back are remembered up to a bound, and the last still counts")
    func marksThatNeverReturn() {
        var ledger = talking()
        for number in 0..<5000 {
            send(&ledger, 1, at: t0)
            ledger.markSent("m\(number)", at: t0)
        }
        #expect(ledger.position(ofMark: "m3975") == nil)
        #expect(ledger.position(ofMark: "m3976") == 3977)
        back(&ledger, "m4999", at: t0 + .seconds(1))
        #expect(ledger.totals.played == 5000)
        #expect(!ledger.awaitsMarks)
    }
}
