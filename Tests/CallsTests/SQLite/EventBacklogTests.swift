import Testing

@testable import Calls

@Suite("Events that wait")
struct EventBacklogTests {
    @Test("the first event sends for the writer, the next ones find it on its way, an empty take lets it go")
    func writer() {
        let backlog = EventBacklog(limit: 10_000)
        #expect(backlog.add(.make(.keypad(digit: "1"))) == .startWriter)
        #expect(backlog.add(.make(.keypad(digit: "2"))) == .queued)
        #expect(backlog.take(writerStays: false).map(\.kind) == [.keypad(digit: "1"), .keypad(digit: "2")])
        #expect(backlog.add(.make(.keypad(digit: "3"))) == .queued)
        #expect(backlog.take(writerStays: false).count == 1)
        #expect(backlog.take(writerStays: true).isEmpty)
        #expect(backlog.add(.make(.keypad(digit: "4"))) == .queued)
        #expect(backlog.take(writerStays: false).count == 1)
        #expect(backlog.take(writerStays: false).isEmpty)
        #expect(backlog.add(.make(.keypad(digit: "5"))) == .startWriter)
    }

    @Test("at the bound events are counted for each call, and each call's log gets its hole")
    func bound() {
        let backlog = EventBacklog(limit: 1000)
        for digit in 0..<3 { #expect(backlog.add(.make(.keypad(digit: "\(digit)"))) != .lost(first: true)) }
        #expect(backlog.add(.make(.keypad(digit: "3"))) == .lost(first: true))
        #expect(backlog.add(.make(.keypad(digit: "4"), at: 9)) == .lost(first: false))
        #expect(backlog.add(.make(.keypad(digit: "5"), of: .make(2))) == .lost(first: false))

        let taken = backlog.take(writerStays: true)
        #expect(taken.prefix(3).map(\.kind) == [.keypad(digit: "0"), .keypad(digit: "1"), .keypad(digit: "2")])
        let holes = taken.dropFirst(3).sorted { $0.callID < $1.callID }
        #expect(
            holes.map(\.kind)
                == ["2", "1"].map {
                    .problem(
                        code: "events-lost", message: "\($0) events are missing here: the store could not be written")
                })
        #expect(holes.map(\.callID) == [.make(1), .make(2)])
        #expect(holes[0].date == .make(9))
    }

    @Test("what is being written still counts, what is written makes room")
    func room() {
        let backlog = EventBacklog(limit: 600)
        _ = backlog.add(.make(.keypad(digit: "0")))
        _ = backlog.add(.make(.keypad(digit: "1")))
        let taken = backlog.take(writerStays: true)
        #expect(backlog.add(.make(.keypad(digit: "2"))) == .lost(first: true))
        backlog.written(taken)
        #expect(backlog.add(.make(.keypad(digit: "3"))) == .queued)
    }

    @Test("texts count by their length, and one that is longer than the bound is taken when nothing waits")
    func longText() {
        let backlog = EventBacklog(limit: 1000)
        let long = CallEvent.make(.userTranscript(text: String(repeating: "x", count: 5000), eventID: 1))
        #expect(backlog.add(long) == .startWriter)
        #expect(backlog.add(long) == .lost(first: true))
    }
}
