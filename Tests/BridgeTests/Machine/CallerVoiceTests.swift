import Testing

@testable import Bridge

@Suite("The caller's voice") struct CallerVoiceTests {
    let t0 = ContinuousClock.now

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { t0 + .milliseconds(milliseconds) }

    /// Frames that arrive every 20 ms from here to there, in milliseconds.
    private func hear(_ voice: inout CallerVoice, isLoud: Bool, _ times: Range<Int>, after missing: Duration = .zero) {
        let frame = isLoud ? (0..<160).map { UInt8($0 % 8 < 4 ? 0x20 : 0xA0) } : [UInt8](repeating: 0xFF, count: 160)
        for time in stride(from: times.lowerBound, to: times.upperBound, by: 20) {
            voice.heard(frame.span, after: time == times.lowerBound ? missing : .zero, at: at(time))
        }
    }

    @Test("nobody has spoken before the first frame, nor in silence")
    func silence() {
        var voice = CallerVoice()
        #expect(voice.lastSpeech?.upperBound == nil)
        #expect(voice.lastSound == nil)
        hear(&voice, isLoud: false, 0..<1000)
        #expect(!voice.isSpeaking)
        #expect(voice.speechStart == nil)
        #expect(voice.lastSpeech?.upperBound == nil)
        #expect(voice.lastSound == nil)
    }

    @Test("speech is dated by when it arrived")
    func speech() {
        var voice = CallerVoice()
        hear(&voice, isLoud: false, 0..<1000)
        hear(&voice, isLoud: true, 1000..<2000)
        #expect(voice.isSpeaking)
        hear(&voice, isLoud: false, 2000..<3000)
        #expect(!voice.isSpeaking)
        // The frame that arrives at 1000 began 20 ms before.
        #expect(voice.speechStart == at(980))
        #expect(voice.lastSpeech?.upperBound == at(1980))
        #expect(voice.lastSound == at(1980))
    }

    @Test(
        "frames that are missing by their timestamps are silence, and what comes after them is dated by its own arrival"
    )
    func gap() {
        var voice = CallerVoice()
        hear(&voice, isLoud: true, 0..<400)
        #expect(voice.isSpeaking)
        hear(&voice, isLoud: false, 5000..<5020, after: .milliseconds(4600))
        #expect(!voice.isSpeaking)
        #expect(voice.lastSpeech?.upperBound == at(380))
        hear(&voice, isLoud: true, 5020..<5420)
        #expect(voice.isSpeaking)
        #expect(voice.speechStart == at(5000))
        #expect(voice.lastSpeech?.upperBound == at(5400))
    }

    @Test("frames that are late, and of which none is missing, are no gap, however late")
    func jitter() {
        var voice = CallerVoice()
        hear(&voice, isLoud: true, 0..<400)
        hear(&voice, isLoud: true, 2400..<2800)
        #expect(voice.isSpeaking)
        #expect(voice.lastSpeech?.upperBound == at(2780))
        #expect(voice.lastSpeech?.lowerBound == at(1980), "what was said is one, and as long as it was")
    }
}

@Suite("The hold sound") struct HoldSoundTests {
    let t0 = ContinuousClock.now

    @Test("it begins after the delay and is sent little by little, so that never more than 600 ms wait")
    func pace() {
        var hold = HoldSound(after: .seconds(1))
        #expect(hold.deadline == nil)
        #expect(hold.isDue(at: t0, queued: 0) == false)
        hold.waitBegan(at: t0)
        #expect(hold.deadline == t0 + .seconds(1))
        #expect(hold.isDue(at: t0 + .milliseconds(999), queued: 0) == false)
        var (queued, most, sent) = (0, 0, 0)
        for tenth in 10..<50 {
            let now = t0 + .milliseconds(100 * tenth)
            if hold.isDue(at: now, queued: queued) {
                queued += 3200
                sent += 3200
            }
            #expect(queued > 0)
            most = max(most, queued)
            queued = max(0, queued - 800)
        }
        #expect(most == 4800)
        #expect(sent == 4000 * 8 + queued)
    }

    @Test("it ends with the wait, and a wait that goes on does not begin anew")
    func end() {
        var hold = HoldSound(after: .seconds(1))
        hold.waitBegan(at: t0)
        hold.waitBegan(at: t0 + .milliseconds(500))
        #expect(hold.deadline == t0 + .seconds(1))
        hold.waitEnded()
        #expect(hold.deadline == nil)
        #expect(hold.isDue(at: t0 + .seconds(2), queued: 0) == false)
    }

    @Test("without a delay there is none")
    func none() {
        var hold = HoldSound(after: nil)
        hold.waitBegan(at: t0)
        #expect(hold.deadline == nil)
    }
}

@Suite("Dead air") struct DeadAirTests {
    let t0 = ContinuousClock.now

    @Test("it is counted from the latest sound, whatever order they are told in")
    func latest() {
        var deadAir = DeadAir(limit: .seconds(5))
        #expect(deadAir.deadline == nil)
        deadAir.sound(until: nil)
        #expect(deadAir.deadline == nil)
        deadAir.sound(until: t0 + .seconds(3))
        deadAir.sound(until: t0 + .seconds(1))
        #expect(deadAir.deadline == t0 + .seconds(8))
        #expect(deadAir.hasLasted(at: t0 + .milliseconds(7999)) == false)
        #expect(deadAir.hasLasted(at: t0 + .seconds(8)) == true)
    }

    @Test("it is said once, until there is a sound again")
    func once() {
        var deadAir = DeadAir(limit: .seconds(5))
        deadAir.sound(until: t0)
        #expect(deadAir.hasLasted(at: t0 + .seconds(5)) == true)
        #expect(deadAir.deadline == nil)
        #expect(deadAir.hasLasted(at: t0 + .seconds(60)) == false)
        deadAir.sound(until: t0)
        #expect(deadAir.deadline == nil)
        deadAir.sound(until: t0 + .seconds(61))
        #expect(deadAir.deadline == t0 + .seconds(66))
    }
}
