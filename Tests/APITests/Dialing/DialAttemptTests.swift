import Testing
import Twilio

@testable import API

@Suite("What is done about an intent") struct DialAttemptTests {
    typealias Action = DialAttempt.Action

    private let start = ContinuousClock.now
    private let refusal = TwilioRESTError(status: 400, code: 21215, message: "no")
    private let busy = TwilioRESTError(status: 429, code: 20429, message: "Too Many Requests")

    private func attempt(patience: Duration? = nil, askUntil: Duration? = nil) -> DialAttempt {
        DialAttempt(settle: .seconds(60), patience: patience, askUntil: askUntil.map { start + $0 }, at: start)
    }

    @Test("an order that is answered is done")
    func answered() {
        var attempt = attempt()
        #expect(attempt.begin(.written, at: start) == .order)
        #expect(attempt.take(.ordered(.placed("CA1")), at: start) == .end(.placed("CA1")))
        #expect(attempt.take(.ordered(.refused(refusal)), at: start) == .end(.refused(refusal)))
    }

    @Test("what Twilio surely does not have is written down as such, and asked again after longer and longer waits")
    func retried() {
        var attempt = attempt()
        _ = attempt.begin(.written, at: start)
        for seconds in [1, 2, 4, 8, 16, 32, 32] {
            #expect(attempt.take(.ordered(.notConnected("refused")), at: start) == .release)
            #expect(attempt.take(.released, at: start) == .wait(.seconds(seconds)))
            #expect(attempt.take(.waited, at: start) == .takeTurn)
            #expect(attempt.take(.turnTaken, at: start) == .write)
            #expect(attempt.take(.written, at: start) == .order)
        }
        #expect(attempt.take(.ordered(.tooMany(busy, retryAfter: .seconds(90))), at: start) == .release)
        #expect(attempt.take(.released, at: start) == .wait(.seconds(90)))
    }

    @Test("whoever waits is told no when it takes too long")
    func patience() {
        var attempt = attempt(patience: .seconds(30))
        _ = attempt.begin(.written, at: start)
        #expect(attempt.take(.ordered(.tooMany(busy, retryAfter: .seconds(31))), at: start) == .end(.refused(busy)))
        #expect(
            attempt.take(.ordered(.notConnected("refused")), at: start + .seconds(30)) == .end(.unreachable("refused")))
    }

    @Test("after an unclear answer nothing is ordered before the list was empty late enough")
    func unclear() {
        var attempt = attempt()
        _ = attempt.begin(.written, at: start)
        #expect(attempt.take(.ordered(.unclear("timed out")), at: start) == .look)
        #expect(attempt.doubt == "timed out")
        var now = start
        for seconds in [1, 2, 4, 8, 16, 29] {
            #expect(attempt.take(.looked(.none), at: now) == .wait(.seconds(seconds)))
            now += .seconds(seconds)
            #expect(attempt.take(.waited, at: now) == .look)
        }
        #expect(now == start + .seconds(60))
        #expect(attempt.take(.looked(.none), at: now) == .release)
        #expect(attempt.doubt == nil)
        #expect(attempt.take(.released, at: now) == .takeTurn)
        #expect(attempt.take(.turnTaken, at: now) == .write)
        // A webhook came at the last moment.
        #expect(attempt.take(.closed, at: now) == .end(.closed))
    }

    @Test("while the list cannot be had nothing is ordered, however long that is")
    func silence() {
        var attempt = attempt()
        #expect(attempt.begin(.unclear, at: start) == .look)
        var now = start
        for _ in 0..<100 {
            guard case .wait(let pause) = attempt.take(.looked(.silence("down")), at: now) else {
                Issue.record("ordered blindly")
                return
            }
            now += pause
            #expect(attempt.take(.waited, at: now) == .look)
        }
        #expect(attempt.take(.looked(.call("CA1")), at: now) == .end(.placed("CA1")))
    }

    @Test("what a process before this one may have sent is sure only after the whole time from now on")
    func afterDeath() {
        var attempt = attempt()
        #expect(attempt.begin(.unclear, at: start + .seconds(500)) == .look)
        #expect(attempt.take(.looked(.none), at: start + .seconds(559)) == .wait(.seconds(1)))
        #expect(attempt.take(.waited, at: start + .seconds(560)) == .look)
        #expect(attempt.take(.looked(.none), at: start + .seconds(560)) == .release)
    }

    @Test("a call that nobody expects any more is not placed")
    func expired() {
        var attempt = attempt(askUntil: .seconds(300))
        _ = attempt.begin(.unclear, at: start + .seconds(240))
        #expect(attempt.take(.looked(.none), at: start + .seconds(300)) == .release)
        #expect(attempt.take(.looked(.none), at: start + .seconds(361)) == .end(.expired("")))
        #expect(attempt.take(.looked(.silence("down")), at: start + .seconds(301)) == .end(.expired("down")))
    }
}
