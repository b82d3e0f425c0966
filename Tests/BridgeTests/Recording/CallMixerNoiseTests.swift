import Audio
import TestSupport
import Testing

@testable import Bridge

@Suite("The mixer of a recording, over whole calls") struct CallMixerNoiseTests {
    /// A frame on its way: which one, how dated, and when it comes.
    private struct Arrival {
        let number: Int
        let timestamp: Int
        let time: Int
    }

    @Test("frames that jitter, get lost, come late or twice each stand in their place or nowhere", arguments: 1...40)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var arrivals: [Arrival] = []
        var lost: Set<Int> = []
        let count = 500
        for number in 0..<count {
            let timestamp = 100 + 20 * number + Int.random(in: -3...3, using: &random)
            if Int.random(in: 0..<20, using: &random) == 0 {
                lost.insert(number)
                continue
            }
            let delay = Int.random(in: 0..<10, using: &random) == 0 ? Int.random(in: 0..<4_000, using: &random) : 0
            arrivals.append(Arrival(number: number, timestamp: timestamp, time: 8 * timestamp + delay))
            if Int.random(in: 0..<10, using: &random) == 0 {
                let later = 8 * timestamp + Int.random(in: 0..<4_000, using: &random)
                arrivals.append(Arrival(number: number, timestamp: timestamp, time: later))
            }
        }
        arrivals.sort { ($0.time, $0.number) < ($1.time, $1.number) }
        var tape = Tape()
        for arrival in arrivals {
            tape.advance(to: arrival.time)
            tape.caller(frame(arrival.number), at: arrival.timestamp)
        }
        tape.finish(at: 8 * (100 + 20 * count))
        var wrong: [Int] = []
        for number in 0..<count {
            // Its middle stands in its own 20 ms, however it was shifted by the jitter.
            let heard = tape.left[8 * (100 + 20 * number) + 80]
            if heard != (lost.contains(number) ? 0 : decoded(frame(number))[0]) { wrong.append(number) }
        }
        #expect(wrong.isEmpty, "seed \(seed)")
        #expect(tape.mixer.losses.callerLate == 0, "seed \(seed)")
        #expect(tape.right == silence(tape.left.count))
    }

    @Test("after an hour both channels are as long as the call, to the sample, and nothing has slipped")
    func hour() {
        var random = SeededGenerator(seed: 1)
        var mixer = CallMixer()
        var block: [UInt8] = []
        var (frames, wrong, largest) = (0, 0, 0)
        func check() {
            var samples: [Int16] = []
            PCM16.decode(block.span, into: &samples)
            // Frame 5 begins at 100 ms, and each is looked at in its middle.
            for number in frames / 160..<(frames + samples.count / 2) / 160 {
                let at = 2 * (160 * number + 80 - frames)
                let left = number < 5 ? 0 : decoded(frame(number))[0]
                let right = number % 500 < 250 ? decoded(frame(number + 1))[0] : 0
                if samples[at] != left || samples[at + 1] != right { wrong += 1 }
            }
            frames += samples.count / 2
            largest = max(largest, block.count)
            block.removeAll(keepingCapacity: true)
        }
        let count = 180_000
        for number in 0..<count {
            mixer.advance(to: 160 * number)
            if number >= 5 {
                mixer.callerSpoke(frame(number).span, timestamp: 20 * number + Int.random(in: -3...3, using: &random))
            }
            if number % 500 < 250 {
                mixer.agentSent(frame(number + 1).span)
                mixer.agentPlayed(byteCount: 160, at: 160 * number)
            }
            while mixer.takeBlock(into: &block) { check() }
        }
        mixer.finish(at: 160 * count)
        while mixer.takeBlock(into: &block) { check() }
        // The jitter of the first frame may have shifted all by 3 ms.
        #expect((28_800_000...28_800_024).contains(frames))
        #expect(wrong == 0)
        #expect(largest == 32_000)
        #expect(mixer.losses == .init())
    }
}
