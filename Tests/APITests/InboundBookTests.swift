import Testing

@testable import API

@Suite("How many may call in")
struct InboundBookTests {
    private static let start = ContinuousClock.now

    private func limits(concurrent: Int = 100, perCaller: Int = 100, daily: Int = 100) -> APISettings.Inbound {
        var limits = APISettings.Inbound()
        (limits.concurrent, limits.dailyPerCaller, limits.daily) = (concurrent, perCaller, daily)
        return limits
    }

    @Test("a day's calls count for a day, whoever made them")
    func daily() {
        var book = InboundBook()
        func judge(_ hours: Int, _ caller: Int) -> InboundGate.Verdict {
            book.judge(
                "CA\(hours)-\(caller)", from: "\(caller)", at: Self.start + .seconds(hours * 3600), isLive: [],
                limits(daily: 3))
        }
        #expect((0..<3).map { judge($0, $0) } == [.welcome, .welcome, .welcome])
        #expect(judge(3, 9) == .enough)
        #expect(judge(23, 9) == .enough)
        #expect(judge(24, 9) == .welcome)
        #expect(judge(24, 10) == .enough)
    }

    @Test("a call holds its place for a minute, or as long as its stream lives, or until it ends")
    func places() {
        var book = InboundBook()
        func judge(_ sid: String, _ seconds: Int, live: Set<String> = []) -> InboundGate.Verdict {
            book.judge(sid, from: sid, at: Self.start + .seconds(seconds), isLive: live, limits(concurrent: 1))
        }
        #expect(judge("a", 0) == .welcome)
        #expect(judge("b", 59) == .full)
        #expect(judge("b", 600, live: ["a"]) == .full)
        #expect(judge("b", 600) == .welcome)
        book.ended("b")
        #expect(judge("c", 601) == .welcome)
    }
}
