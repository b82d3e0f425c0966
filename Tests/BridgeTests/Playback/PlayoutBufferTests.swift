import Testing

@testable import Bridge

@Suite("What Twilio holds, by the clock") struct PlayoutBufferTests {
    let t0 = ContinuousClock.now

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { t0 + .milliseconds(milliseconds) }

    @Test("an empty buffer plays nothing and ends never")
    func empty() {
        var buffer = PlayoutBuffer()
        #expect(buffer.advance(to: at(1000)) == nil)
        #expect(buffer.end == nil)
        #expect(buffer.lastTick(at: at(5)) == at(5))
        #expect(buffer.startOfNext(at: at(5)) == at(5))
        buffer.send(0, at: t0)
        #expect(buffer.end == nil)
        buffer.clear()
        buffer.rewind(to: t0)
        #expect(buffer.head == 0)
    }

    @Test(
        "frames are taken at the moments known, the first after the sound was sent, and each stretch tells when it began"
    )
    func frames() {
        var buffer = PlayoutBuffer()
        buffer.observe(tick: at(-13))
        buffer.send(400, at: t0)
        #expect(buffer.startOfNext(at: t0) == at(67))
        #expect(buffer.advance(to: at(6)) == nil)
        #expect(buffer.advance(to: at(7)) == PlayedStretch(byteCount: 160, start: at(7)))
        #expect(buffer.advance(to: at(26)) == nil)
        #expect(buffer.advance(to: at(1000)) == PlayedStretch(byteCount: 240, start: at(27)))
        #expect(buffer.head == 400)
        #expect(buffer.end == at(67))
    }

    @Test("sound sent at the very moment of a frame waits for the next")
    func onTheTick() {
        var buffer = PlayoutBuffer()
        buffer.observe(tick: t0)
        buffer.send(160, at: t0)
        #expect(buffer.advance(to: at(19)) == nil)
        #expect(buffer.advance(to: at(20))?.start == at(20))
    }

    @Test("what is sent while the last frame is still played follows it without a gap")
    func withoutGap() {
        var buffer = PlayoutBuffer()
        buffer.send(160, at: t0)
        _ = buffer.advance(to: t0)
        buffer.send(160, at: at(10))
        #expect(buffer.advance(to: at(19)) == nil)
        #expect(buffer.advance(to: at(20)) == PlayedStretch(byteCount: 160, start: at(20)))
    }

    @Test("a clear empties it, and the next sound begins with a frame of its own")
    func clear() {
        var buffer = PlayoutBuffer()
        buffer.observe(tick: t0)
        buffer.send(1600, at: t0)
        _ = buffer.advance(to: at(45))
        buffer.clear()
        #expect(buffer.queuedByteCount == 0)
        #expect(buffer.head == 1600)
        #expect(buffer.advance(to: at(300)) == nil)
        buffer.send(160, at: at(301))
        #expect(buffer.advance(to: at(320)) == PlayedStretch(byteCount: 160, start: at(320)))
    }

    @Test("what a mark says was played is not played again")
    func playedByMark() {
        var buffer = PlayoutBuffer()
        buffer.send(1600, at: t0)
        buffer.played(upTo: 1000)
        #expect(buffer.queuedByteCount == 600)
        buffer.played(upTo: 400)
        #expect(buffer.queuedByteCount == 600)
    }

    @Test("frames known better move what is being played, and take back those that are due only later")
    func betterKnowledge() {
        var buffer = PlayoutBuffer()
        buffer.observe(tick: t0)
        buffer.send(1600, at: at(1))
        #expect(buffer.advance(to: at(40))?.byteCount == 320)
        buffer.observe(tick: at(5))
        #expect(buffer.head == 320)
        #expect(buffer.end == at(205))
        buffer.observe(tick: at(21))
        // The frames are at 21 and 41: by 40 one was taken, not two.
        #expect(buffer.head == 160)
        #expect(buffer.advance(to: at(40)) == nil)
        #expect(buffer.advance(to: at(41)) == PlayedStretch(byteCount: 160, start: at(41)))
        #expect(buffer.end == at(221))
    }

    @Test("set back it plays again what it had thought was played, but not what a mark has told of")
    func setBack() {
        var buffer = PlayoutBuffer()
        buffer.send(1600, at: t0)
        _ = buffer.advance(to: at(99))
        #expect(buffer.head == 800)
        buffer.setBack(frames: 2, notBehind: 0, at: at(99))
        #expect(buffer.head == 480)
        buffer.setBack(frames: 9, notBehind: 320, at: at(99))
        #expect(buffer.head == 320)
        buffer.setBack(frames: -3, notBehind: 320, at: at(99))
        #expect(buffer.head == 800)
        buffer.setBack(frames: -99, notBehind: 320, at: at(99))
        #expect(buffer.head == 1600)
    }

    @Test("rewound it has played only what was taken by then, over several runs")
    func rewind() {
        var buffer = PlayoutBuffer()
        buffer.send(320, at: t0)
        _ = buffer.advance(to: at(100))
        buffer.send(320, at: at(200))
        _ = buffer.advance(to: at(300))
        #expect(buffer.head == 640)
        buffer.rewind(to: at(210))
        #expect(buffer.head == 480)
        buffer.rewind(to: at(-1))
        #expect(buffer.head == 0)
    }

    @Test("times are frames to the nearest, before zero as after it")
    func frameCounts() {
        #expect(
            [-31, -30, -29, -11, -10, -9, 0, 9, 10, 29, 30].map { PlayoutBuffer.frames(in: .milliseconds($0)) } == [
                -2, -1, -1, -1, 0, 0, 0, 0, 1, 1, 2,
            ])
        #expect([-161, -160, -1, 0, 1, 160].map { $0.floorDivided(by: 160) } == [-2, -1, -1, 0, 0, 1])
        #expect(Duration.microseconds(187).samples == 1)
        #expect(Duration.microseconds(188).samples == 2)
        #expect(160.playingTime == .milliseconds(20))
    }
}

@Suite("Twilio's clock") struct StreamClockTests {
    let t0 = ContinuousClock.now

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { t0 + .milliseconds(milliseconds) }

    @Test("before the first message it tells nothing")
    func unknown() {
        let clock = StreamClock()
        #expect(clock.zero == nil)
        #expect(clock.lastTimestamp == nil)
        #expect(clock.unhindered(at: t0) == t0)
    }

    @Test("the quickest message shows when the stream began; a slow one does not change it")
    func quickest() {
        var clock = StreamClock()
        _ = clock.observed(timestamp: 0, at: at(50))
        _ = clock.observed(timestamp: 20, at: at(60))
        _ = clock.observed(timestamp: 40, at: at(500))
        #expect(clock.zero == at(40))
        #expect(clock.lastTimestamp == 40)
        // What came after that message is as old as it, three quarters of a frame later.
        #expect(clock.unhindered(at: at(510)) == at(95))
        #expect(clock.unhindered(at: at(90)) == at(90))
    }

    @Test("a quick message counts for ten to twenty seconds, so that a clock that runs slow is followed")
    func forgets() {
        var clock = StreamClock()
        for second in 0..<10 { _ = clock.observed(timestamp: second * 1000, at: at(second * 1000)) }
        _ = clock.observed(timestamp: 10_000, at: at(10_030))
        #expect(clock.zero == t0)
        _ = clock.observed(timestamp: 19_000, at: at(19_030))
        #expect(clock.zero == t0)
        _ = clock.observed(timestamp: 20_100, at: at(20_130))
        #expect(clock.zero == at(30))
    }
}
