import Testing

@testable import ElevenLabs

@Suite struct ClientMessageTests {
    private func written(_ write: (inout [UInt8]) -> Void) -> String {
        var output: [UInt8] = []
        write(&output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("sound is a message without a type")
    func userAudio() {
        let payload = Array("//8=".utf8)
        #expect(
            written { ClientMessage.appendUserAudio(payload: payload.span, into: &$0) }
                == #"{"user_audio_chunk":"//8="}"#)
    }

    @Test("the other messages have the vendor's fields")
    func others() {
        #expect(written { ClientMessage.appendPong(eventID: 12, into: &$0) } == #"{"type":"pong","event_id":12}"#)
        #expect(
            written { ClientMessage.appendToolResult(id: "c1", result: #"{"a":1}"#, isError: true, into: &$0) }
                == #"{"type":"client_tool_result","tool_call_id":"c1","result":"{\"a\":1}","is_error":true}"#)
        #expect(
            written { ClientMessage.appendUserMessage(text: "5", sourceMedium: "dtmf", into: &$0) }
                == #"{"type":"user_message","text":"5","source_medium":"dtmf"}"#)
        #expect(
            written { ClientMessage.appendUserMessage(text: "a\nb", sourceMedium: nil, into: &$0) }
                == #"{"type":"user_message","text":"a\nb"}"#)
        #expect(
            written { ClientMessage.appendContextualUpdate(text: "x", into: &$0) }
                == #"{"type":"contextual_update","text":"x"}"#)
        #expect(written { ClientMessage.appendUserActivity(into: &$0) } == #"{"type":"user_activity"}"#)
    }

    @Test("dynamic variables are sorted strings; the platform's own names are left out")
    func initiation() {
        let variables = [
            "lead_name": "Ada \"A\"", "call_sid": "CA1", "system__call_sid": "x", "": "y", "systematic": "z",
        ]
        #expect(
            written { ClientMessage.appendInitiation(dynamicVariables: variables, into: &$0) }
                == #"{"type":"conversation_initiation_client_data","dynamic_variables":"#
                + #"{"call_sid":"CA1","lead_name":"Ada \"A\"","systematic":"z"}}"#)
        #expect(
            written { ClientMessage.appendInitiation(dynamicVariables: [:], into: &$0) }
                == #"{"type":"conversation_initiation_client_data"}"#)
    }

    @Test("a value is cut at 4 KiB, between two characters")
    func longValues() {
        func sent(_ value: String) -> String? { DynamicVariables.sendable(["v": value])["v"] }
        let limit = DynamicVariables.valueLimit
        let full = String(repeating: "a", count: limit)
        #expect(sent(full) == full)
        #expect(sent(full + "b") == full)
        #expect(sent("a" + String(repeating: "é", count: limit)) == "a" + String(repeating: "é", count: limit / 2 - 1))
        #expect(sent("{{secret}}") == "{{secret}}")
    }

    @Test("what a client sent in a conversation is read and written again to the byte")
    func likeTheTrace() throws {
        for message in try Trace.fromClient() {
            let event = try ClientEvent(decoding: message.span)
            let again = written { output in
                switch event {
                case .userAudio(let payload, _):
                    let sound = Array(message[payload])
                    ClientMessage.appendUserAudio(payload: sound.span, into: &output)
                case .pong(let id): ClientMessage.appendPong(eventID: id, into: &output)
                case .toolResult(let result):
                    ClientMessage.appendToolResult(
                        id: result.id, result: result.result, isError: result.isError, into: &output)
                case .initiation, .userMessage, .contextualUpdate, .userActivity, .feedback, .unrecognized: break
                }
            }
            if case .initiation = event { continue }
            #expect(again == String(decoding: message, as: UTF8.self))
        }
    }
}
