import Testing

@testable import Simulator

@Suite("Marks on their way back")
struct MarkEchoesTests {
    /// So many marks, 100 ms apart, and each with the time at which it was echoed; asked every 20 ms, for two seconds more.
    private func echoed(_ count: Int, _ faults: MarkFaults) -> (marks: [String], times: [Duration], lost: Int) {
        var echoes = MarkEchoes(faults)
        var (marks, times): ([String], [Duration]) = ([], [])
        for tick in 0..<count * 5 + 100 {
            let now = Duration.milliseconds(20) * tick
            if tick % 5 == 0, tick / 5 < count { echoes.reached("\(tick / 5)", at: now) }
            for mark in echoes.take(at: now) {
                marks.append(mark)
                times.append(now)
            }
        }
        return (marks, times, echoes.lostCount)
    }

    private func names(_ range: Range<Int>) -> [String] { range.map { "\($0)" } }

    @Test("without faults a mark is echoed at once")
    func none() {
        let result = echoed(20, MarkFaults())
        #expect(result.marks == names(0..<20))
        #expect(result.times == (0..<20).map { .milliseconds(100) * $0 })
        #expect(result.lost == 0)
    }

    @Test("a delay is the same for all, or drawn for each, and no mark overtakes another for it")
    func delay() {
        let same = echoed(20, MarkFaults(delay: .milliseconds(300) ... .milliseconds(300)))
        #expect(same.marks == names(0..<20))
        #expect(same.times == (0..<20).map { .milliseconds(100) * ($0 + 3) })
        let faults = MarkFaults(delay: .zero ... .milliseconds(700), seed: 5)
        let drawn = echoed(50, faults)
        #expect(drawn.marks == names(0..<50))
        let delays = drawn.times.enumerated().map { $1 - .milliseconds(100) * $0 }
        #expect(delays.allSatisfy { $0 >= .zero && $0 <= .milliseconds(720) })
        #expect(Set(delays).count > 5)
        #expect(echoed(50, faults).times == drawn.times)
        #expect(echoed(50, MarkFaults(delay: .zero ... .milliseconds(700), seed: 6)).times != drawn.times)
    }

    @Test("one of each four is lost, and the seed says which")
    func loss() {
        let result = echoed(40, MarkFaults(lossEvery: 4, seed: 9))
        #expect(result.lost == 10)
        for group in 0..<10 {
            let left = names(4 * group..<4 * group + 4).filter(result.marks.contains)
            #expect(left.count == 3)
        }
        #expect(echoed(40, MarkFaults(lossEvery: 4, seed: 9)).marks == result.marks)
        #expect(echoed(40, MarkFaults(lossEvery: 4, seed: 10)).marks != result.marks)
        #expect(echoed(5, MarkFaults(lossEvery: 1)).marks == [])
        #expect(echoed(5, MarkFaults(lossEvery: 0)).lost == 5)
    }

    @Test("pairs change places, and one that stays alone goes after half a second")
    func swap() {
        let result = echoed(5, MarkFaults(swapsPairs: true))
        #expect(result.marks == ["1", "0", "3", "2", "4"])
        #expect(result.times == [100, 100, 300, 300, 900].map { .milliseconds($0) })
    }
}
