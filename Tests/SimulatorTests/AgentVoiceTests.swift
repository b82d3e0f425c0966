import Audio
import Testing

@testable import Simulator

@Suite("An agent's voice, cut into messages")
struct AgentVoiceTests {
    private func persona(_ format: AudioFormat, fault: AgentFault = .none) -> AgentPersona {
        // 0.6 s of a 1 kHz tone.
        let samples = (0..<9600).map { Int16(8000 * ($0 % 16 < 8 ? 1 : -1)) }
        let script = AgentScript(greeting: .init(text: "Beep", samples: samples))
        return AgentPersona(script, behavior: AgentBehavior(fault: fault), outputFormat: format)
    }

    private func decoded(_ clip: AgentVoice.Clip) -> [[UInt8]] {
        clip.payloads.map { payload in
            var bytes: [UInt8] = []
            _ = Base64.decode(payload.span, into: &bytes)
            return bytes
        }
    }

    @Test("chunks of 250 ms add up to the whole, in every format", arguments: AudioFormat.all)
    func chunks(format: AudioFormat) throws {
        let clip = try #require(AgentVoice(persona(format)).clip(.greeting))
        let chunks = decoded(clip)
        #expect(chunks.count == 3)
        #expect(chunks.allSatisfy { $0.count % format.bytesPerSample == 0 })
        #expect(Array(chunks.joined()) == clip.sound)
        #expect(abs(clip.sound.count - format.bytesPerSecond * 6 / 10) <= format.bytesPerSecond / 100)
    }

    @Test("the fault of odd chunks cuts samples in two and loses none")
    func oddChunks() throws {
        let clip = try #require(AgentVoice(persona(.pcm16000, fault: .oddLengthChunk)).clip(.greeting))
        let chunks = decoded(clip)
        #expect(chunks.map { $0.count % 2 } == [1, 0, 1])
        #expect(Array(chunks.joined()) == clip.sound)
    }
}
