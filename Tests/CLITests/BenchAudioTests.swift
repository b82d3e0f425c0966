import Audio
import Testing

@testable import CLI

@Suite struct BenchAudioTests {
    @Test("a conversion's cost names its formats and delay, and counts allocations only where they are counted")
    func cost() {
        let cost = ConversionCost(from: .pcm24000, to: .muLaw8000, frames: 50, counter: nil)
        #expect(cost.from == "pcm_24000" && cost.to == "ulaw_8000")
        #expect(cost.delayMilliseconds == 1.5)
        #expect(cost.nanosecondsPerFrame > 0)
        #expect(cost.allocationsPerFrame == nil)
    }

    @Test("every pair is measured; a counter that is not there is told")
    func command() async {
        #expect(await VoicebridgeCommand.run(["bench", "audio", "--frames", "50", "--json"]) == 0)
        #expect(await VoicebridgeCommand.run(["bench", "audio", "--allocations", "/no/such/file"]) == 2)
    }
}
