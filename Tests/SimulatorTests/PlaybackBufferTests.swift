import Testing

@testable import Simulator

@Suite("The playback buffer of a Media Stream")
struct PlaybackBufferTests {
    private func bytes(_ count: Int, _ value: UInt8 = 1) -> [UInt8] { [UInt8](repeating: value, count: count) }

    @Test("plays 160 bytes a tick, in order, and then nothing")
    func playsInOrder() {
        var buffer = PlaybackBuffer()
        #expect(buffer.take(bytes(200, 1) + bytes(100, 2)) == true)
        var heard: [UInt8] = []
        _ = buffer.tick(playing: &heard)
        #expect(heard == bytes(160, 1))
        _ = buffer.tick(playing: &heard)
        #expect(heard == bytes(200, 1) + bytes(100, 2))
        _ = buffer.tick(playing: &heard)
        #expect(heard.count == 300)
        #expect(buffer.truth.heard == heard)
        #expect(buffer.truth.heardMatchesReceived)
    }

    @Test("echoes a mark in the tick that plays the last byte before it")
    func marksFollowTheSound() {
        var buffer = PlaybackBuffer()
        var heard: [UInt8] = []
        #expect(buffer.take(bytes(161)) == true)
        #expect(buffer.receive(mark: "a") == [])
        #expect(buffer.receive(mark: "b") == [])
        #expect(buffer.take(bytes(10)) == true)
        #expect(buffer.receive(mark: "c") == [])
        #expect(buffer.tick(playing: &heard) == [])
        #expect(buffer.tick(playing: &heard) == ["a", "b", "c"])
    }

    @Test("a mark within what one tick plays is due in that tick")
    func markInsideAFrame() {
        var buffer = PlaybackBuffer()
        var heard: [UInt8] = []
        #expect(buffer.take(bytes(100)) == true)
        _ = buffer.receive(mark: "within")
        #expect(buffer.take(bytes(100)) == true)
        #expect(buffer.tick(playing: &heard) == ["within"])
    }

    @Test("echoes a mark at once when nothing waits before it")
    func markOnSilence() {
        var buffer = PlaybackBuffer()
        #expect(buffer.receive(mark: "now") == ["now"])
        var heard: [UInt8] = []
        #expect(buffer.take(bytes(160)) == true)
        _ = buffer.tick(playing: &heard)
        #expect(buffer.receive(mark: "after") == ["after"])
    }

    @Test("clear empties it, gives back every mark in order, and what comes later plays")
    func clearGivesMarksBack() {
        var buffer = PlaybackBuffer()
        var heard: [UInt8] = []
        #expect(buffer.take(bytes(320, 1)) == true)
        _ = buffer.receive(mark: "first")
        #expect(buffer.take(bytes(50, 2)) == true)
        _ = buffer.receive(mark: "second")
        _ = buffer.tick(playing: &heard)
        #expect(buffer.clear() == ["first", "second"])
        #expect(buffer.clear() == [])
        #expect(buffer.bytesCleared == 210)
        #expect(buffer.take(bytes(7, 3)) == true)
        _ = buffer.tick(playing: &heard)
        #expect(heard == bytes(160, 1) + bytes(7, 3))
        #expect(buffer.truth.losses == [.init(range: 160..<370, reason: .cleared)])
        #expect(buffer.truth.heardMatchesReceived)
    }

    @Test("drops whole what would make more than ten minutes wait, and goes on")
    func capacity() {
        var buffer = PlaybackBuffer(recordsAudio: false)
        #expect(buffer.take(bytes(PlaybackBuffer.capacity)) == true)
        #expect(buffer.take(bytes(1)) == false)
        #expect(buffer.bytesDiscarded == 1)
        var heard: [UInt8] = []
        _ = buffer.tick(playing: &heard)
        #expect(buffer.take(bytes(160)) == true)
        #expect(buffer.bytesQueued == PlaybackBuffer.capacity)
    }

    @Test("what was not played when the stream ended is told apart from what was cleared")
    func unplayed() {
        var buffer = PlaybackBuffer()
        #expect(buffer.take(bytes(170)) == true)
        var heard: [UInt8] = []
        _ = buffer.tick(playing: &heard)
        buffer.finish()
        #expect(buffer.bytesUnplayed == 10)
        #expect(buffer.truth.losses == [.init(range: 160..<170, reason: .unplayed)])
        #expect(buffer.truth.heardMatchesReceived)
    }

    @Test("accounts for every byte, whatever comes in whichever order")
    func nothingIsLostOrInvented() {
        let seed = UInt64.random(in: 1...UInt64.max)
        var noise = Noise(seed: seed)
        var buffer = PlaybackBuffer()
        var heard: [UInt8] = []
        var marks = (sent: [String](), echoed: [String]())
        for step in 0..<5_000 {
            switch noise.next(below: 10) {
            case 0...2: _ = buffer.receive(audio: noise.bytes(noise.next(below: 700)).span)
            case 3:
                marks.sent.append("m\(step)")
                marks.echoed += buffer.receive(mark: "m\(step)")
            case 4 where noise.next(below: 8) == 0: marks.echoed += buffer.clear()
            default: marks.echoed += buffer.tick(playing: &heard)
            }
        }
        marks.echoed += buffer.clear()
        buffer.finish()
        #expect(marks.echoed == marks.sent, "seed \(seed)")
        #expect(buffer.truth.heard == heard, "seed \(seed)")
        #expect(buffer.truth.heardMatchesReceived, "seed \(seed)")
        let kept = buffer.bytesHeard + buffer.bytesCleared + buffer.bytesDiscarded + buffer.bytesUnplayed
        #expect(kept == buffer.bytesReceived, "seed \(seed)")
    }

    @Test("its truth notices a byte that changed, moved or went missing")
    func truthIsStrict() {
        var truth = PlaybackTruth(
            received: [1, 2, 3, 4], heard: [1, 4], losses: [.init(range: 1..<3, reason: .cleared)])
        #expect(truth.heardMatchesReceived)
        truth.heard = [1, 3]
        #expect(!truth.heardMatchesReceived)
        truth.heard = [4, 1]
        #expect(!truth.heardMatchesReceived)
        truth.heard = [1]
        #expect(!truth.heardMatchesReceived)
    }
}

extension PlaybackBuffer {
    /// The same with an array, for `#expect` takes no spans.
    fileprivate mutating func take(_ audio: [UInt8]) -> Bool { receive(audio: audio.span) }
}
