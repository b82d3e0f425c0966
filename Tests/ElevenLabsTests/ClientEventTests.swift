import TestSupport
import Testing

@testable import ElevenLabs

@Suite struct ClientEventTests {
    private func decode(_ text: String) throws(ConversationError) -> ClientEvent { try decode(Array(text.utf8)) }

    private func decode(_ bytes: [UInt8]) throws(ConversationError) -> ClientEvent {
        try ClientEvent(decoding: bytes.span)
    }

    private func error(of bytes: [UInt8]) -> ConversationError? {
        do {
            _ = try decode(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test("the first message of a conversation is read: variables, overrides and user")
    func initiation() throws {
        let first = try #require(try Trace.fromClient().first)
        #expect(
            try decode(first)
                == .initiation(
                    ClientEvent.Initiation(
                        dynamicVariables: ["customer_name": "Ada", "call_sid": "CA00000000000000000000000000000001"],
                        overrides: [
                            "agent.first_message": "Hello {{customer_name}}, how can I help?", "agent.language": "en",
                        ], userID: "crm-42")))
        #expect(try decode(#"{"type":"conversation_initiation_client_data"}"#) == .initiation(ClientEvent.Initiation()))
        #expect(
            try decode(
                #"{"type":"conversation_initiation_client_data","dynamic_variables":{"n":7,"f":true},"#
                    + #""conversation_config_override":{"text_only":true,"tts":{"speed":1.1},"asr":{"keywords":["a"]}}}"#
            )
                == .initiation(
                    ClientEvent.Initiation(
                        dynamicVariables: ["n": "7", "f": "true"],
                        overrides: ["text_only": "true", "tts.speed": "1.1", "asr.keywords": #"["a"]"#])))
    }

    @Test("sound has no type; with a type it is that")
    func userAudio() throws {
        let text = Array(#"{"user_audio_chunk":"AbC="}"#.utf8)
        #expect(try decode(text) == .userAudio(payload: 21..<25, payloadIsEscaped: false))
        #expect(String(decoding: text[21..<25], as: UTF8.self) == "AbC=")
        #expect(try decode(#"{"user_audio_chunk":"AbC=","type":"user_activity"}"#) == .userActivity)
    }

    @Test("a tool's result that is not a string is kept as JSON and told as such")
    func toolResults() throws {
        func result(_ json: String, isError: String = "") throws -> ClientEvent {
            try decode(#"{"type":"client_tool_result","tool_call_id":"c1","result":\#(json)\#(isError)}"#)
        }
        #expect(
            try result(#""ok\n""#, isError: #","is_error":true"#)
                == .toolResult(.init(id: "c1", result: "ok\n", isString: true, isError: true)))
        #expect(
            try result(#"{"a":"b"}"#)
                == .toolResult(.init(id: "c1", result: #"{"a":"b"}"#, isString: false, isError: false)))
        #expect(try result("null") == .toolResult(.init(id: "c1", result: "null", isString: false, isError: false)))
        #expect(throws: ConversationError.invalidField("result")) {
            try decode(#"{"type":"client_tool_result","tool_call_id":"c1"}"#)
        }
        #expect(throws: ConversationError.invalidField("tool_call_id")) {
            try decode(#"{"type":"client_tool_result","result":""}"#)
        }
    }

    @Test("the other messages are read")
    func others() throws {
        #expect(try decode(#"{"type":"pong","event_id":"3"}"#) == .pong(eventID: 3))
        #expect(
            try decode(#"{"type":"user_message","text":"5","source_medium":"dtmf"}"#)
                == .userMessage(text: "5", sourceMedium: "dtmf"))
        #expect(try decode(#"{"type":"user_message"}"#) == .userMessage(text: "", sourceMedium: nil))
        #expect(
            try decode(#"{"type":"contextual_update","text":"x","context_id":"c"}"#)
                == .contextualUpdate(text: "x", contextID: "c"))
        #expect(
            try decode(#"{"type":"feedback","event_id":5,"score":"like"}"#) == .feedback(eventID: 5, score: "like"))
        #expect(try decode(#"{"type":"feedback","event_id":5,"score":null}"#) == .feedback(eventID: 5, score: nil))
        #expect(try decode(#"{"type":"mcp_tool_approval_result"}"#) == .unrecognized(type: "mcp_tool_approval_result"))
    }

    @Test(
        "what is no message is refused",
        arguments: [
            ("", ConversationError.notJSON), ("[]", .notJSON), ("{}", .notJSON), (#"{"user_audio_chunk":7}"#, .notJSON),
            (#"{"type":"pong"}"#, .invalidField("event_id")), (#"{"type":"contextual_update"}"#, .invalidField("text")),
        ])
    func refuses(_ text: String, _ expected: ConversationError) {
        #expect(throws: expected) { try decode(text) }
    }

    @Test("cut and changed messages are read without a trap", arguments: 1...2 as ClosedRange<UInt64>)
    func noise(_ seed: UInt64) throws {
        var noise = SeededGenerator(seed: seed)
        for message in try Trace.fromClient() {
            let taken = (0..<message.count).filter { error(of: Array(message[..<$0])) != .notJSON }
            #expect(taken.isEmpty, "cut after these bytes: \(String(decoding: message, as: UTF8.self))")
            for _ in 0..<300 {
                var bytes = message
                bytes[Int.random(in: 0..<bytes.count, using: &noise)] = .random(in: 0...255, using: &noise)
                _ = try? decode(bytes)
            }
        }
    }
}
