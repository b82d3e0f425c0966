import Audio
import ElevenLabs
import Testing

@testable import Simulator

@Suite("Alignment, cut into the messages of a reply")
struct AgentAlignmentTests {
    private let alignment = ServerMessage.Alignment(
        characters: ["h", "i", " ", "é"], startTimes: [0, 1, 3, 4], durations: [1, 2, 1, 1])

    private func voice(_ behavior: AgentBehavior) -> AgentVoice {
        // 5 ms of silence, in messages of 2 ms.
        let reply = AgentScript.Reply(text: "hi é", samples: [Int16](repeating: 0, count: 80), alignment: alignment)
        return AgentVoice(
            AgentPersona(AgentScript(greeting: reply), behavior: behavior, outputFormat: .muLaw8000))
    }

    private func messages(_ voice: AgentVoice) throws -> [String] {
        let clip = try #require(voice.clip(.greeting))
        return clip.payloads.indices.map { chunk in
            var text: [UInt8] = []
            clip.appendMessage(chunk: chunk, eventID: 7, isFinal: chunk == clip.payloads.count - 1, into: &text)
            return String(decoding: text, as: UTF8.self)
        }
    }

    @Test("each message has the characters that begin in it, told from its own start")
    func literal() throws {
        // So many bytes of silence; the last message has 1 ms and the 1.5 ms by which the filter is late.
        let sixteen = "/////////////////////w=="
        let twenty = "//////////////////////////8="
        #expect(
            try messages(voice(AgentBehavior(chunk: .milliseconds(2)))) == [
                #"{"type":"audio","audio_event":{"audio_base_64":"\#(sixteen)","event_id":7,"alignment":{"#
                    + #""chars":["h","i"],"char_start_times_ms":[0,1],"char_durations_ms":[1,2]}}}"#,
                #"{"type":"audio","audio_event":{"audio_base_64":"\#(sixteen)","event_id":7,"alignment":{"#
                    + #""chars":[" "],"char_start_times_ms":[1],"char_durations_ms":[1]}}}"#,
                #"{"type":"audio","audio_event":{"audio_base_64":"\#(twenty)","event_id":7,"alignment":{"#
                    + #""chars":["é"],"char_start_times_ms":[0],"char_durations_ms":[1]},"is_final":true}}"#,
            ])
    }

    @Test("an agent that sends none sends none, nor does a message in which no character begins")
    func none() throws {
        let without = try messages(voice(AgentBehavior(chunk: .milliseconds(2), sendsAlignment: false)))
        #expect(without.count == 3)
        #expect(!without.contains { $0.contains("alignment") })
        #expect(alignment.piece(2..<3) == nil)
        #expect(alignment.piece(0..<Int.max) == alignment)
    }

    @Test("pieces lose no character and move none, however long messages are", arguments: [1, 3, 20, 250, 10_000])
    func pieces(length: Int) {
        let whole = ToneWords(Array(1...24)).alignment
        var joined = ServerMessage.Alignment(characters: [], startTimes: [], durations: [])
        for start in stride(from: 0, to: 24 * 300, by: length) {
            guard let piece = whole.piece(start..<start + length) else { continue }
            joined.characters += piece.characters
            joined.startTimes += piece.startTimes.map { $0 + start }
            joined.durations += piece.durations
        }
        #expect(joined == whole)
    }
}
