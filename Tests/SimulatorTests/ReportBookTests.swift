import Testing

@testable import Simulator

@Suite("Reports, and those who wait for them", .timeLimit(.minutes(1)))
struct ReportBookTests {
    @Test("a report is there once it is finished, and wakes all who waited")
    func waits() async {
        let book = ReportBook<Int>()
        #expect(book.report("a") == nil)
        async let first = book.ended("a")
        async let second = book.ended("a")
        book.finish("a", 7)
        let both = await (first, second)
        #expect(both == (7, 7))
        #expect(await book.ended("a") == 7)
        #expect(book.all() == [7])
    }

    @Test("whoever is cancelled waits no longer")
    func cancelled() async {
        let book = ReportBook<Int>()
        let waiting = Task { await book.ended("never") }
        waiting.cancel()
        #expect(await waiting.value == nil)
    }

    @Test("listeners hear what happens after they came, until the end")
    func feed() async {
        let feed = EventFeed<Int>()
        feed.tell(1)
        let stream = feed.listen()
        feed.tell(2)
        feed.tell(3)
        feed.finish()
        var heard: [Int] = []
        for await event in stream { heard.append(event) }
        #expect(heard == [2, 3])
    }
}
