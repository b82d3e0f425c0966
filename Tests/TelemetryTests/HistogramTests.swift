import Telemetry
import Testing

@Suite("Histogram")
struct HistogramTests {
    @Test("nothing counted gives zero")
    func empty() {
        let histogram = Histogram()
        #expect(histogram.count == 0)
        #expect(histogram.quantile(0.99) == .zero)
    }

    @Test("every duration from 1 µs to 100 s is given back at most three per cent too long, never too short")
    func error() {
        var length = 1_000.0
        while length <= 100e9 {
            let duration = Duration.nanoseconds(Int64(length))
            let histogram = Histogram()
            histogram.record(duration)
            let found = histogram.quantile(1)
            #expect(found >= duration)
            #expect(found - duration <= duration * 0.03, "\(duration) became \(found)")
            length *= 1.37
        }
    }

    @Test("buckets rise with the duration, at every edge of a doubling")
    func monotonous() {
        var last = Duration.zero
        for exponent in 4..<37 {
            for step: Int64 in [-1, 0, 1] {
                let histogram = Histogram()
                histogram.record(.nanoseconds((Int64(1) << Int64(exponent)) + step))
                #expect(histogram.quantile(0.5) >= last)
                last = histogram.quantile(0.5)
            }
        }
    }

    @Test("quantiles of a thousand different durations are those durations")
    func quantiles() {
        let histogram = Histogram()
        for milliseconds in (1...1000).shuffled() { histogram.record(.milliseconds(milliseconds)) }
        for (share, milliseconds) in [(0.0, 1), (0.001, 1), (0.5, 500), (0.99, 990), (0.999, 999), (1, 1000)] {
            let found = histogram.quantile(share)
            #expect(found >= .milliseconds(milliseconds))
            #expect(found <= .milliseconds(milliseconds) * 1.03)
        }
    }

    @Test("what lies outside the range is counted at its ends")
    func outside() {
        let histogram = Histogram()
        histogram.record(.seconds(-5))
        #expect(histogram.quantile(1) <= .microseconds(1))
        histogram.record(.seconds(1_000_000_000_000))
        #expect(histogram.quantile(1) >= .seconds(100))
        #expect(histogram.count == 2)
    }

    @Test("several at once count as several, and a reset forgets them")
    func countAndReset() {
        let histogram = Histogram()
        histogram.record(.milliseconds(1), count: 99)
        histogram.record(.seconds(1))
        #expect(histogram.count == 100)
        #expect(histogram.quantile(0.99) < .milliseconds(2))
        histogram.reset()
        #expect(histogram.count == 0)
        #expect(histogram.quantile(0.99) == .zero)
    }

    @Test("nothing is lost when many write at once")
    func concurrency() async {
        let histogram = Histogram()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for length in 1...10_000 { histogram.record(.microseconds(length)) } }
            }
        }
        #expect(histogram.count == 80_000)
    }
}
