import Testing

@testable import Transport

@Suite("When a silent peer is pinged and given up")
struct WebSocketSilenceWatchTests {
    private let start = ContinuousClock.now
    private let settings = WebSocketKeepAlive(interval: .seconds(20), deadline: .seconds(10))

    @Test("silence is pinged after the interval and given up after the deadline")
    func silence() {
        var watch = WebSocketSilenceWatch(settings, since: start)
        #expect(watch.judge(at: start + .seconds(20)) == .ping(.seconds(10)))
        #expect(watch.judge(at: start + .seconds(29)) == .wait(.seconds(1)))
        #expect(watch.judge(at: start + .seconds(30)) == .giveUp)
    }

    @Test("whatever comes puts the ping off")
    func traffic() {
        var watch = WebSocketSilenceWatch(settings, since: start)
        watch.received(at: start + .seconds(15))
        #expect(watch.judge(at: start + .seconds(20)) == .wait(.seconds(15)))
        #expect(watch.judge(at: start + .seconds(35)) == .ping(.seconds(10)))
    }

    @Test("an answer to the ping begins anew")
    func answer() {
        var watch = WebSocketSilenceWatch(settings, since: start)
        #expect(watch.judge(at: start + .seconds(20)) == .ping(.seconds(10)))
        watch.received(at: start + .seconds(21))
        #expect(watch.judge(at: start + .seconds(30)) == .wait(.seconds(11)))
        #expect(watch.judge(at: start + .seconds(41)) == .ping(.seconds(10)))
    }
}
