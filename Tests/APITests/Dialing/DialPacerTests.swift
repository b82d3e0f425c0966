import Testing

@testable import API

@Suite("Turns") struct DialPacerTests {
    private let start = ContinuousClock.now

    @Test("orders are spread evenly, whoever they come from")
    func even() {
        var pacer = DialPacer(.init(perSecond: 2))
        #expect(pacer.turn(.live, openCount: 0, at: start) == .after(.zero))
        #expect(pacer.turn(.row, openCount: 0, at: start) == .after(.milliseconds(500)))
        #expect(pacer.turn(.live, openCount: 0, at: start) == .after(.milliseconds(1000)))
        #expect(pacer.turn(.live, openCount: 0, at: start + .milliseconds(1400)) == .after(.milliseconds(100)))
        // Rest is not saved up.
        #expect(pacer.turn(.row, openCount: 0, at: start + .seconds(60)) == .after(.zero))
        #expect(pacer.turn(.row, openCount: 0, at: start + .seconds(60)) == .after(.milliseconds(500)))
    }

    @Test("rows leave a share of the calls to others")
    func share() {
        var pacer = DialPacer(.init(concurrent: 10, reserved: 3))
        #expect(pacer.turn(.row, openCount: 6, at: start) == .after(.zero))
        #expect(pacer.turn(.row, openCount: 7, at: start) == .full)
        #expect(pacer.turn(.live, openCount: 9, at: start) == .after(.seconds(1)))
        #expect(pacer.turn(.live, openCount: 10, at: start) == .full)
    }

    @Test("a turn that is too far away is not taken")
    func tooLate() {
        var pacer = DialPacer(.init())
        for _ in 0..<3 { _ = pacer.turn(.row, openCount: 0, at: start) }
        #expect(pacer.turn(.live, openCount: 0, longest: .seconds(2), at: start) == .tooLate(.seconds(3)))
        #expect(pacer.turn(.live, openCount: 0, longest: .seconds(3), at: start) == .after(.seconds(3)))
    }
}

@Suite("When a job stops itself") struct FailureWatchTests {
    @Test("five failures in a row are enough")
    func run() {
        var watch = FailureWatch()
        for _ in 0..<4 { #expect(watch.note(failed: true) == nil) }
        #expect(watch.note(failed: true) == "the last 5 rows failed")
    }

    @Test("so are ten of twenty; fewer are not")
    func share() {
        var watch = FailureWatch()
        for number in 0..<19 { #expect(watch.note(failed: number % 2 == 0) == nil) }
        #expect(watch.note(failed: false) == "10 of the last 20 rows failed")
        var calm = FailureWatch()
        for number in 0..<1000 { #expect(calm.note(failed: number % 3 == 0) == nil) }
    }
}
