import TestSupport
import Testing

@testable import Bridge

@Suite("The mixer of a recording") struct CallMixerTests {
    // G.711: 0x80 is the loudest positive code, 32124; 0x00 the loudest negative one; 0xFF is silence.
    @Test("the caller is left and the agent right, 16 bits little-endian")
    func literalBytes() {
        var mixer = CallMixer()
        mixer.callerSpoke([0x80, 0x00].span, timestamp: 0)
        mixer.agentSent([0x00, 0xFF].span)
        mixer.agentPlayed(byteCount: 2, at: 1)
        mixer.finish(at: 4)
        var output: [UInt8] = [1]
        let isThere = mixer.takeBlock(into: &output)
        #expect(
            output == [
                1,  // what was there before
                0x7C, 0x7D, 0x00, 0x00,
                0x84, 0x82, 0x84, 0x82,
                0x00, 0x00, 0x00, 0x00,
                0x00, 0x00, 0x00, 0x00,
            ])
        let isMore = mixer.takeBlock(into: &output)
        #expect(isThere && !isMore && output.count == 17)
    }

    @Test("the recording begins at the start of the stream, not with the first sound")
    func firstTimestamp() {
        var tape = Tape()
        tape.caller(frame(1), at: 102)
        tape.finish(at: 0)
        #expect(tape.left == silence(816) + decoded(frame(1)))
        #expect(tape.right == silence(976))
    }

    // MARK: The caller

    @Test("timestamps that jitter as Twilio's do leave no seam")
    func jitter() {
        var tape = Tape()
        for (number, timestamp) in [102, 122, 143, 161, 183, 202].enumerated() {
            tape.caller(frame(number), at: timestamp)
        }
        tape.finish(at: 0)
        #expect(tape.left == silence(816) + decoded((0..<6).flatMap(frame)))
    }

    @Test("one missing frame is 20 ms of silence, and what follows stands where it belongs")
    func missingFrame() {
        var tape = Tape()
        for number in [0, 1, 3, 4] { tape.caller(frame(number), at: 20 * number) }
        tape.finish(at: 0)
        #expect(tape.left == decoded(frame(0) + frame(1)) + silence(160) + decoded(frame(3) + frame(4)))
    }

    @Test("a longer gap is silence of its length")
    func gap() {
        var tape = Tape()
        tape.caller(frame(0), at: 0)
        tape.caller(frame(1), at: 2_345)
        tape.finish(at: 0)
        #expect(tape.left == decoded(frame(0)) + silence(8 * 2_345 - 160) + decoded(frame(1)))
    }

    @Test("late frames fill their gap without a seam, whatever their order")
    func late() {
        var tape = Tape()
        for (number, timestamp) in [(0, 0), (4, 80), (3, 61), (1, 22), (2, 39), (5, 100)] {
            tape.caller(frame(number), at: timestamp)
        }
        tape.finish(at: 0)
        #expect(tape.left == decoded((0..<6).flatMap(frame)))
        #expect(tape.mixer.losses == .init())
    }

    @Test("a frame that comes twice is heard once, also when it comes again late")
    func doubled() {
        var tape = Tape()
        for number in [0, 0, 1, 1, 3, 0, 1, 3, 2, 2] { tape.caller(frame(number), at: 20 * number) }
        tape.finish(at: 0)
        #expect(tape.left == decoded((0..<4).flatMap(frame)))
        #expect(tape.mixer.losses == .init(callerSurplus: 6 * 160))
    }

    @Test("a frame whose time has left is counted and not heard; of one that is half late the rest is")
    func tooLate() {
        var tape = Tape()
        tape.caller(frame(0), at: 0)
        tape.advance(to: 16_000)
        tape.caller(frame(1), at: 990)
        tape.caller(frame(2), at: 500)
        tape.finish(at: 8_080)
        #expect(tape.left == decoded(frame(0)) + silence(8_000 - 160) + decoded(frame(1)).suffix(80))
        #expect(tape.mixer.losses == .init(callerLate: 80 + 160))
    }

    @Test("no timestamp can order hours of silence")
    func misdated() {
        var tape = Tape()
        for timestamp in [-1, Int.min, 10_001, 3_600_000, Int.max] { tape.caller(frame(1), at: timestamp) }
        tape.caller(frame(2), at: 0)
        tape.finish(at: 0)
        #expect(tape.left == decoded(frame(2)))
        #expect(tape.mixer.losses == .init(callerMisdated: 5 * 160))
    }

    /// Twilio's clock against its own sound: a frame each 20 ms of the one is 19.98 or 20.02 ms of the other.
    @Test("a slow drift is put right before it is more than 40 ms", arguments: [-1, 1])
    func drift(direction: Int) {
        var tape = Tape()
        var heardLast: [Int] = []
        for number in 0..<10_000 {
            let timestamp = 20 * number + direction * number / 50
            tape.caller(frame(1 + number % 100), at: timestamp)
            tape.advance(to: 8 * timestamp)
            heardLast.append(8 * timestamp)
        }
        tape.finish(at: 0)
        // 200 ms of drift in all; what the last frame ends at is as far off at most as is let pass.
        let end = heardLast[9_999] + 160
        #expect(abs(tape.left.count - end) <= CallerPlacing.lead)
        let lost = tape.mixer.losses.callerSurplus
        #expect(direction > 0 ? lost == 0 : (1_200...1_600).contains(lost))
    }

    // MARK: The agent

    @Test("what was cleared is not there, and the next answer stands where it was played")
    func cleared() {
        var tape = Tape()
        tape.mixer.agentSent((frame(1) + frame(2) + frame(3)).span)
        tape.mixer.agentPlayed(byteCount: 200, at: 400)
        tape.mixer.agentCleared()
        tape.agent(frame(4), at: 2_000)
        tape.finish(at: 3_000)
        #expect(
            tape.right == silence(400) + decoded(frame(1) + frame(2).prefix(40)) + silence(1_400) + decoded(frame(4))
                + silence(840))
        #expect(tape.left == silence(3_000))
    }

    @Test("sound said to begin before the end of the last goes on right after it")
    func overlap() {
        var tape = Tape()
        tape.agent(frame(1), at: 100)
        tape.agent(frame(2), at: 90)
        tape.agent(frame(3), at: 421)
        tape.finish(at: 0)
        #expect(tape.right == silence(100) + decoded(frame(1) + frame(2)) + silence(1) + decoded(frame(3)))
    }

    @Test("more played than was sent is no more than was sent")
    func playedTooMuch() {
        var tape = Tape()
        tape.mixer.agentSent(frame(1).span)
        tape.mixer.agentPlayed(byteCount: 1_000, at: 0)
        tape.mixer.agentPlayed(byteCount: 1_000, at: 0)
        tape.finish(at: 0)
        #expect(tape.right == decoded(frame(1)))
    }

    @Test("sound known too late to have been played is counted; the rest of it stands in its place")
    func playedTooLate() {
        var tape = Tape()
        tape.advance(to: 16_000)
        tape.agent(frame(1), at: 7_960)
        tape.agent(frame(2), at: 16_001 + CallMixer.horizon)
        tape.agent(frame(3), at: 8_200)
        tape.finish(at: 0)
        #expect(
            tape.right == silence(8_000) + decoded(frame(1)).suffix(120) + silence(80) + decoded(frame(3)))
        #expect(tape.mixer.losses == .init(agentMisplaced: 40 + 160))
    }

    @Test("beyond what Twilio keeps sound is only counted, and what comes after keeps its place")
    func tooMuchSent() {
        var sent = SentAudio()
        let minute = [UInt8](repeating: 1, count: 480_000)
        for _ in 0..<10 { sent.append(minute.span) }
        sent.append(frame(2).span)
        #expect(sent.heldCount == SentAudio.limit)
        sent.drop(first: 1_000)
        sent.append(frame(3).span)
        #expect(sent.count == SentAudio.limit - 1_000 + 320)
        sent.drop(first: SentAudio.limit - 1_000 + 319)
        #expect((sent.heldCount, sent.count) == (0, 1))
        sent.drop(first: 1)
        sent.append(frame(4).span)
        var track = VoiceTrack(capacity: 0)
        sent.put(0..<160, on: &track, at: 0)
        #expect(track.samples == decoded(frame(4)))
    }

    // MARK: Time

    @Test("a second leaves once it is a window old, and not before")
    func window() {
        var tape = Tape(window: 400)
        tape.caller(frame(1), at: 0)
        tape.advance(to: 8_399)
        #expect(tape.blocks.isEmpty)
        tape.advance(to: 8_400)
        #expect(tape.blocks == [8_000])
        // Time does not run backwards.
        tape.advance(to: 0)
        tape.advance(to: 24_400)
        #expect(tape.blocks == [8_000, 8_000, 8_000])
        tape.finish(at: 24_405)
        #expect(tape.blocks == [8_000, 8_000, 8_000, 405])
    }

    @Test("nothing is taken after the end, and no call is no recording")
    func over() {
        var tape = Tape()
        tape.finish(at: 0)
        tape.caller(frame(1), at: 0)
        tape.agent(frame(1), at: 0)
        tape.advance(to: 80_000)
        tape.finish(at: 80_000)
        #expect(tape.left.isEmpty)
    }

    @Test("how the agent's sound was cut into messages changes nothing")
    func everySplit() {
        let sound = Array(frame(1) + frame(2) + frame(3))
        let (whole, differing) = forEverySplit(of: sound) { pieces in
            var tape = Tape()
            for piece in pieces { tape.mixer.agentSent(piece.span) }
            tape.mixer.agentPlayed(byteCount: 100, at: 5)
            tape.mixer.agentPlayed(byteCount: 380, at: 0)
            tape.finish(at: 500)
            return tape.right
        }
        #expect(whole == silence(5) + decoded(sound) + silence(15))
        #expect(differing.isEmpty)
    }

    @Test("how often time is told changes nothing", arguments: [1, 160, 7_999, 8_000, 23_000])
    func everyStep(step: Int) {
        let tape = Self.scene(step: step)
        #expect(tape.left == Self.scene(step: 160).left)
        #expect(tape.right == Self.scene(step: 160).right)
        #expect(tape.left.count == 40_000)
    }

    private static func scene(step: Int) -> Tape {
        var tape = Tape()
        var told = 0
        for number in 0..<250 {
            let now = 160 * number
            while told + step <= now {
                told += step
                tape.advance(to: told)
            }
            if number % 7 != 3 { tape.caller(frame(number), at: 20 * number) }
            if number % 50 > 20 { tape.agent(frame(number + 7), at: now) }
        }
        tape.finish(at: 40_000)
        return tape
    }
}
