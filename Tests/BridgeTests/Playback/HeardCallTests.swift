import Audio
import Calls
import ElevenLabs
import Simulator
import TestSupport
import Testing

@testable import Bridge

/// Whole calls, judged by what the callee's ear heard.
@Suite("Calls as they are heard") struct HeardCallTests {
    /// Where in what the ear heard a moment after the start is, and the way there.
    private static func sample(_ milliseconds: Int) -> Int { (milliseconds - 7) * 8 }

    private func call(limits: CallLimits = CallLimits(), agentAnswersAfter delay: Duration = .zero) -> VirtualCall {
        var conditions = VirtualCall.Conditions()
        conditions.jitter = .zero
        return VirtualCall(
            agentSpeaks: .muLaw8000, limits: limits, conditions: conditions, startingAt: .now, keepsEar: true,
            agentAnswersAfter: delay, random: SeededGenerator(seed: 1))
    }

    /// The agent says these words, 300 ms each; returns how many bytes they are.
    @discardableResult
    private func say(
        _ numbers: [Int], eventID: Int, isFinal: Bool = true, on call: VirtualCall, at milliseconds: Int
    ) -> Int {
        let words = ToneWords(numbers)
        var pcm: [UInt8] = []
        PCM16.encode(words.samples.span, into: &pcm)
        var muLaw: [UInt8] = []
        var converter = AudioConverter(from: .pcm16000, to: .muLaw8000)
        converter.convert(pcm.span, into: &muLaw)
        converter.finish(into: &muLaw)
        call.agent(at: .milliseconds(milliseconds)) {
            ServerMessage.appendAgentResponse(words.text, eventID: eventID, responseID: nil, into: &$0)
        }
        call.agent(at: .milliseconds(milliseconds)) {
            ServerMessage.appendAudio(
                payload: VirtualCall.base64(muLaw).span, eventID: eventID, isFinal: isFinal, into: &$0)
        }
        return muLaw.count
    }

    private func press(_ keys: String, on call: VirtualCall, at milliseconds: Int) {
        call.agent(at: .milliseconds(milliseconds)) {
            ServerMessage.appendClientToolCall(
                ClientToolCall(
                    id: "t1", name: "play_keypad_touch_tone", parameters: #"{"dtmf_tones":"\#(keys)"}"#,
                    expectsResponse: true), eventID: 1, into: &$0)
        }
    }

    private func endCall(on call: VirtualCall, at milliseconds: Int) {
        call.agent(at: .milliseconds(milliseconds)) {
            ServerMessage.appendAgentToolResponse(
                AgentToolResponse(id: "e", name: "end_call", kind: "system", isError: false), eventID: 1, into: &$0)
        }
    }

    @Test("keys are heard in order with speech: after what was said before, before what is said next")
    func keysInOrder() {
        let call = call()
        say([1, 2, 3], eventID: 1, isFinal: false, on: call, at: 500)
        press("1w2#", on: call, at: 510)
        say([4, 5], eventID: 1, on: call, at: 520)
        call.callerHangsUp(at: .seconds(5))
        call.run()
        let words = ToneWordDecoder().words(in: call.ear)
        let keys = KeyDecoder().keys(in: call.ear)
        #expect(words.map(\.number) == [1, 2, 3, 4, 5])
        #expect(keys.map(\.key) == [.one, .two, .pound])
        guard words.count == 5, keys.count == 3 else { return }
        #expect(words[2].end <= keys[0].samples.lowerBound + 400)
        // The pause of half a second, and the silence of a key.
        #expect(abs(keys[1].samples.lowerBound - keys[0].samples.lowerBound - 5600) <= 160)
        #expect(keys[2].samples.upperBound <= words[3].start)
        #expect(call.differences.isEmpty, "\(call.differences)")
    }

    @Test(
        "keys that an interruption cuts are heard all the same, each once and in order, whichever it cuts",
        arguments: 0..<6)
    func keysCut(_ number: Int) {
        let call = call()
        press("123456", on: call, at: 500)
        // A key sounds for 100 ms of 200: it is cut in the silence after it.
        call.agent(at: .milliseconds(560 + 200 * number + 100)) {
            ServerMessage.appendInterruption(eventID: 2, into: &$0)
        }
        call.callerHangsUp(at: .seconds(5))
        call.run()
        let keys = KeyDecoder().keys(in: call.ear).map(\.key)
        #expect(keys == [.one, .two, .three, .four, .five, .six])
        #expect(call.differences.isEmpty, "\(call.differences)")
    }

    @Test("while the agent is late the caller hears the hold sound, which gives way at once when the agent speaks")
    func holdSound() {
        let call = call(agentAnswersAfter: .seconds(3))
        say([1, 2, 3], eventID: 1, on: call, at: 3100)
        call.callerHangsUp(at: .seconds(6))
        call.run()
        var samples: [Int16] = []
        MuLaw.decode(call.ear.span, into: &samples)
        let detector = ToneDetector(sampleRate: 8000)
        let before = Array(samples[..<Self.sample(1040)])
        #expect(before.allSatisfy { abs(Int($0)) < 8 })
        let hold = detector.level(of: 392, in: Array(samples[Self.sample(1500)..<Self.sample(2000)]))
        #expect(hold > -45)
        let after = Array(samples[Self.sample(3170)..<Self.sample(3400)])
        #expect(detector.level(of: 392, in: after) < -60)
        #expect(detector.level(of: 523, in: after) < -60)
        let words = ToneWordDecoder().words(in: call.ear)
        #expect(words.map(\.number) == [1, 2, 3])
        #expect(words.first.map { $0.start <= Self.sample(3100 + 40 + 20) + 8 } == true)
        #expect(call.differences.isEmpty, "\(call.differences)")
    }

    @Test("an agent that answers within a second leaves no hold sound")
    func noHoldSound() {
        let call = call(agentAnswersAfter: .milliseconds(990))
        call.callerHangsUp(at: .seconds(4))
        call.run()
        #expect(call.ear.allSatisfy { $0 == 0xFF })
    }

    @Test("a line on which nobody makes a sound is given up so long after the last")
    func deadAir() throws {
        var limits = CallLimits()
        limits.deadAir = .seconds(3)
        let call = call(limits: limits)
        say([1, 2], eventID: 1, on: call, at: 500)
        call.run(until: .seconds(30))
        let end = try #require(call.log.last)
        #expect(end.kind == .ended(.deadAir, detail: "neither side made a sound for 3 s"))
        // The second word ends 540 ms after it began to be played.
        let time = call.t0.duration(to: end.at)
        #expect(time >= .milliseconds(500 + 540 + 3000 - 40) && time <= .milliseconds(500 + 540 + 3000 + 40))
    }

    @Test("an agent that ends the call is heard to its last sample, then the call ends")
    func goodbye() throws {
        let call = call()
        let count = say([1, 2, 3, 4, 5, 6], eventID: 1, on: call, at: 500)
        endCall(on: call, at: 510)
        call.agentCloses(at: .milliseconds(520))
        call.run(until: .seconds(30))
        #expect(call.playback.bytesReceived == count)
        #expect(call.playback.bytesHeard == count)
        #expect(ToneWordDecoder().words(in: call.ear).map(\.number) == [1, 2, 3, 4, 5, 6])
        #expect(call.sound == SoundCounts(received: count, played: count, cleared: 0, dropped: 0))
        let end = try #require(call.log.last)
        #expect(end.kind == .ended(.agentEnded, detail: "end_call"))
        // Played at 500 ms and the way there, for 1800 ms; the mark comes the way back, and little later.
        let time = call.t0.duration(to: end.at)
        #expect(time >= .milliseconds(500 + 40 + 1780 + 40) && time <= .milliseconds(500 + 40 + 1820 + 40 + 20))
    }

    @Test("a goodbye that the caller answers is called off, and the call lasts until they hang up")
    func calledOff() {
        let call = call()
        say([1, 2, 3, 4, 5, 6], eventID: 1, on: call, at: 500)
        endCall(on: call, at: 510)
        call.callerSpeaks(from: .milliseconds(1000), to: .milliseconds(2000))
        call.callerHangsUp(at: .seconds(20))
        call.run(until: .seconds(30))
        #expect(call.log.contains { $0.kind == .hangUpCalledOff })
        #expect(call.log.last?.kind == .ended(.callerHungUp, detail: ""))
    }
}
