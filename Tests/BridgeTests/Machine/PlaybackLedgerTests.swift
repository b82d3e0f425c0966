import Testing

@testable import Bridge

@Suite("The playback ledger") struct PlaybackLedgerTests {
    let t0 = ContinuousClock.now

    @Test("what is sent is played in real time, one piece after the other")
    func playbackEnd() {
        var ledger = PlaybackLedger()
        #expect(ledger.playbackEnd == nil)
        ledger.sent(byteCount: 8000, at: t0)
        #expect(ledger.playbackEnd == t0 + .seconds(1))
        ledger.sent(byteCount: 160, at: t0)
        #expect(ledger.playbackEnd == t0 + .milliseconds(1020))
        #expect(ledger.unplayedByteCount(at: t0 + .milliseconds(20)) == 8000)
        #expect(ledger.unplayedByteCount(at: t0 + .seconds(2)) == 0)
    }

    @Test("after a pause the next sound starts when it is sent")
    func underrun() {
        var ledger = PlaybackLedger()
        ledger.sent(byteCount: 160, at: t0)
        ledger.sent(byteCount: 160, at: t0 + .seconds(5))
        #expect(ledger.playbackEnd == t0 + .seconds(5) + .milliseconds(20))
        #expect(ledger.sentByteCount == 320)
    }

    @Test("a returned mark says that all before it was played, and settles the marks before it")
    func marks() {
        var ledger = PlaybackLedger()
        ledger.sent(byteCount: 100, at: t0)
        ledger.markSent("a")
        ledger.sent(byteCount: 50, at: t0)
        ledger.markSent("b")
        ledger.sent(byteCount: 7, at: t0)
        #expect(ledger.awaitsMarks)
        #expect(ledger.markReturned("b") == .played)
        #expect(ledger.playedByteCount == 150)
        #expect(!ledger.awaitsMarks)
        #expect(ledger.mayBePlaying)
        #expect(ledger.markReturned("a") == .unknown)
        #expect(ledger.markReturned("never sent") == .unknown)
        #expect(ledger.playedByteCount == 150)
    }

    @Test("a clear divides what was sent into played and cleared, and its marks say nothing when they return")
    func clear() {
        var ledger = PlaybackLedger()
        ledger.sent(byteCount: 8000, at: t0)
        ledger.markSent("a")
        ledger.clear(at: t0 + .milliseconds(250))
        #expect(ledger.playedByteCount == 2000)
        #expect(ledger.clearedByteCount == 6000)
        #expect(!ledger.mayBePlaying)
        #expect(!ledger.awaitsMarks)
        ledger.sent(byteCount: 80, at: t0 + .milliseconds(300))
        ledger.markSent("b")
        #expect(ledger.markReturned("a") == .cleared)
        #expect(ledger.playedByteCount == 2000)
        #expect(ledger.markReturned("b") == .played)
        #expect(ledger.playedByteCount == 2080)
        #expect(ledger.sentByteCount == ledger.playedByteCount + ledger.clearedByteCount)
    }

    @Test("a mark that returned earlier than the clock thinks is believed")
    func marksBeatTheClock() {
        var ledger = PlaybackLedger()
        ledger.sent(byteCount: 8000, at: t0)
        ledger.markSent("a")
        _ = ledger.markReturned("a")
        ledger.clear(at: t0 + .milliseconds(100))
        #expect(ledger.clearedByteCount == 0)
        #expect(ledger.playedByteCount == 8000)
    }

    @Test("a clear on an empty buffer changes nothing")
    func emptyClear() {
        var ledger = PlaybackLedger()
        ledger.clear(at: t0)
        #expect(ledger.sentByteCount == 0)
        #expect(ledger.clearedByteCount == 0)
        ledger.sent(byteCount: 80, at: t0 + .seconds(1))
        #expect(ledger.playbackEnd == t0 + .seconds(1) + .milliseconds(10))
    }

    @Test("what was received is counted apart: stale sound is received and never sent")
    func received() {
        var ledger = PlaybackLedger()
        ledger.received(byteCount: 320)
        ledger.sent(byteCount: 160, at: t0)
        #expect(ledger.receivedByteCount == 320)
        #expect(ledger.sentByteCount == 160)
    }
}
