import Testing

@testable import Audio

@Suite("Finding speech by its energy")
struct SpeechDetectorTests {
    private func tone(_ milliseconds: Int, rate: Int = 8000, amplitude: Int = 4000) -> [Int16] {
        (0..<milliseconds * rate / 1000).map { $0 / 4 % 2 == 0 ? Int16(amplitude) : Int16(-amplitude) }
    }

    private func silence(_ milliseconds: Int, rate: Int = 8000) -> [Int16] {
        [Int16](repeating: 0, count: milliseconds * rate / 1000)
    }

    private func events(_ samples: [Int16], rate: Int = 8000, piece: Int = .max) -> [SpeechDetector.Event] {
        var detector = SpeechDetector(sampleRate: rate)
        var events: [SpeechDetector.Event] = []
        var start = 0
        while start < samples.count {
            let end = min(samples.count, start + min(piece, samples.count))
            detector.receive(samples[start..<end].span, into: &events)
            start = end
        }
        return events
    }

    @Test("speech is believed after 200 ms and over after 500 ms of quiet", arguments: [8000, 16000, 22050, 48000])
    func startAndEnd(rate: Int) {
        let heard = silence(300, rate: rate) + tone(600, rate: rate) + silence(600, rate: rate)
        #expect(events(heard, rate: rate) == [.started, .ended(speech: .milliseconds(600))])
    }

    @Test("a click is no speech")
    func click() {
        #expect(events(silence(100) + tone(180) + silence(600) + tone(180) + silence(600)) == [])
    }

    @Test("a pause between words does not end a sentence")
    func pause() {
        let heard = tone(400) + silence(440) + tone(400) + silence(520)
        #expect(events(heard) == [.started, .ended(speech: .milliseconds(1240))])
    }

    @Test("noise below the level is quiet")
    func noise() {
        #expect(events(tone(2000, amplitude: 200)) == [])
    }

    @Test("the loudest samples do not overflow")
    func fullScale() {
        let loud = [Int16](repeating: .min, count: 8000)
        #expect(events(loud) == [.started])
    }

    @Test("how sound is cut makes no difference", arguments: [1, 7, 160, 161, 1000])
    func pieces(size: Int) {
        let heard = silence(90) + tone(500) + silence(600) + tone(300) + silence(700)
        #expect(events(heard, piece: size) == events(heard))
        #expect(events(heard).count == 4)
    }
}
