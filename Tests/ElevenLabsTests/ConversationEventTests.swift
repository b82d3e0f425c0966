import ElevenLabs
import TestSupport
import Testing

@Suite struct ConversationEventTests {
    private func decode(_ text: String) throws(ConversationError) -> ConversationEvent {
        try decode(Array(text.utf8))
    }

    private func decode(_ bytes: [UInt8]) throws(ConversationError) -> ConversationEvent {
        try ConversationEvent(decoding: bytes.span)
    }

    private func error(of text: String) -> ConversationError? {
        error(of: Array(text.utf8))
    }

    private func error(of bytes: [UInt8]) -> ConversationError? {
        do {
            _ = try decode(bytes)
            return nil
        } catch {
            return error
        }
    }

    /// The event in a line, sound as its text.
    private func line(_ bytes: [UInt8]) throws -> String {
        switch try decode(bytes) {
        case .metadata(let data):
            "metadata \(data.conversationID) \(data.agentOutputAudioFormat) \(data.userInputAudioFormat)"
        case .audio(let audio):
            "audio \(audio.eventID) \(String(decoding: bytes[audio.payload], as: UTF8.self))\(audio.isFinal ? " final" : "")"
        case .ping(let id): "ping \(id)"
        case .interruption(let id): "interruption \(id)"
        case .userTranscript(let text, let id): "user \(id ?? -1) \(text)"
        case .agentResponse(let text, let id, let response): "agent \(id ?? -1) \(response ?? "-") \(text)"
        case .agentResponseCorrection(_, let text, let id, let response):
            "corrected \(id ?? -1) \(response ?? "-") \(text)"
        case .agentResponseComplete(let id): "complete \(id ?? -1)"
        case .clientToolCall(let call):
            "call \(call.id) \(call.name) \(call.parameters) \(call.expectsResponse == true)"
        case .agentToolResponse(let tool):
            "tool \(tool.id) \(tool.name) \(tool.kind) \(tool.isError) \(tool.status ?? "-")"
        case .error(let code, let name, let message): "error \(code ?? -1) \(name ?? "-") \(message ?? "-")"
        case .queueStatus(let status): "queue \(status)"
        case .unrecognized(let type): "unrecognized \(type)"
        }
    }

    @Test("every message of a conversation is understood, in order")
    func wholeConversation() throws {
        let shipped = "Your order has shipped and should arrive tomorrow."
        #expect(
            try Trace.fromAgent().map(line) == [
                "metadata conv_0001sim ulaw_8000 ulaw_8000", "agent 1 resp_1 Hello Ada, how can I help?",
                "audio 1 //////////8=", "audio 1 //////////8=", "audio 1 //////////8= final", "complete 1", "ping 2",
                "ping 3", "unrecognized vad_score", "unrecognized tentative_user_transcript",
                "user 4 Where is my order 1234?", "unrecognized agent_tool_request",
                #"call call_a1 lookup_order {"order_id":"1234"} true"#,
                "tool call_a1 lookup_order client false success",
                "agent 5 resp_2 \(shipped) Would you like the tracking number?", "audio 5 //////////8=",
                "audio 5 //////////8=", "audio 5 //////////8=", "ping 6", "interruption 7",
                "corrected 5 resp_2 \(shipped)", "audio 5 //////////8=", "user 8 Great, that's all, bye.",
                "agent 9 resp_3 You're welcome. Goodbye!", "audio 9 //////////8=", "audio 9 //////////8= final",
                "complete 9", "tool end_call_b2 end_call system false success",
            ])
    }

    @Test(
        "what old servers leave out is nothing, and ids may be strings",
        arguments: [
            (
                #"{"type":"conversation_initiation_metadata","conversation_initiation_metadata_event":{"conversation_id":"c"}}"#,
                "metadata c pcm_16000 pcm_16000"
            ),
            (
                #"{"type":"conversation_initiation_metadata","conversation_initiation_metadata_event":"#
                    + #"{"conversation_id":"c","agent_output_audio_format":"pcm_24000"}}"#,
                "metadata c pcm_24000 pcm_16000"
            ),
            (#"{"type":"user_transcript","user_transcription_event":{"user_transcript":" Hi.\n"}}"#, "user -1 Hi."),
            (#"{"type":"user_transcript","user_transcription_event":{"user_transcript":"  "}}"#, "user -1 "),
            (
                #"{"type":"agent_response","agent_response_event":{"agent_response":"Yes","event_id":"7"}}"#,
                "agent 7 - Yes"
            ),
            (
                #"{"type":"agent_response_correction","agent_response_correction_event":"#
                    + #"{"original_agent_response":"Yes, sir","corrected_agent_response":""}}"#, "corrected -1 - "
            ),
            (#"{"type":"agent_response_complete"}"#, "complete -1"),
            (#"{"type":"audio","audio_event":{"audio_base_64":"","event_id":"3","is_final":true}}"#, "audio 3  final"),
            (#"{"type":"audio","audio_event":{"is_final":null,"event_id":3,"audio_base_64":"AA=="}}"#, "audio 3 AA=="),
            (#"{"audio_event":{"event_id":3,"audio_base_64":"AA=="},"type":"audio"}"#, "audio 3 AA=="),
            (#"{"type":"ping","ping_event":{"event_id":"12","ping_ms":null}}"#, "ping 12"),
            (#"{"type":"interruption","interruption_event":{"event_id":4,"reason":"user"}}"#, "interruption 4"),
            (
                #"{"type":"client_tool_call","client_tool_call":{"tool_name":"t","tool_call_id":"i"}}"#,
                "call i t {} false"
            ),
            (
                #"{"type":"agent_tool_response","agent_tool_response":{"tool_name":"t","tool_call_id":"i","is_error":true}}"#,
                "tool i t  true -"
            ),
            (#"{"type":"error"}"#, "error -1 - -"), (#"{"type":"error","error_event":null}"#, "error -1 - -"),
            (
                #"{"type":"error","error_event":{"code":1002,"error_type":"llm_timeout","reason":"slow","message":null}}"#,
                "error 1002 llm_timeout slow"
            ),
            (
                #"{"type":"client_error","error_event":{"code":1008,"error_name":"value_error","message":"bad"}}"#,
                "error 1008 value_error bad"
            ),
            (#"{"type":"queue_status","queue_status_event":{"status":"waiting"}}"#, "queue waiting"),
            (#"{"type":"dtmf_request","x":[]}"#, "unrecognized dtmf_request"),
        ])
    func tolerance(_ text: String, _ expected: String) throws {
        #expect(try line(Array(text.utf8)) == expected)
    }

    @Test("escaped sound is told as such")
    func escapedSound() throws {
        let text = #"{"type":"audio","audio_event":{"audio_base_64":"\/\/8=","event_id":1}}"#
        guard case .audio(let audio) = try decode(text) else {
            Issue.record("not taken for sound")
            return
        }
        #expect(audio.payloadIsEscaped && audio.payload.count == 6)
    }

    @Test(
        "what a message is useless without is named",
        arguments: [
            ("", ConversationError.notJSON), ("[]", .notJSON), ("{}", .notJSON), (#"{"type":7}"#, .notJSON),
            (#"{"type":"audio"}"#, .invalidField("audio_event.audio_base_64")),
            (#"{"type":"audio","audio_event":{"audio_base_64":"AA=="}}"#, .invalidField("audio_event.event_id")),
            (
                #"{"type":"audio","audio_event":{"audio_base_64":"","event_id":1.5}}"#,
                .invalidField("audio_event.event_id")
            ),
            (#"{"type":"ping"}"#, .invalidField("ping_event.event_id")),
            (#"{"type":"interruption","interruption_event":{}}"#, .invalidField("interruption_event.event_id")),
            (
                #"{"type":"user_transcript","user_transcription_event":{}}"#,
                .invalidField("user_transcription_event.user_transcript")
            ),
            (
                #"{"type":"conversation_initiation_metadata"}"#,
                .invalidField("conversation_initiation_metadata_event.conversation_id")
            ),
            (
                #"{"type":"client_tool_call","client_tool_call":{"tool_call_id":"i"}}"#,
                .invalidField("client_tool_call.tool_name")
            ),
            (#"{"type":"queue_status"}"#, .invalidField("queue_status_event.status")),
        ])
    func missing(_ text: String, _ expected: ConversationError) {
        #expect(error(of: text) == expected)
    }

    @Test("a message of a mebibyte is read")
    func largeSound() throws {
        let sound = String(repeating: "/", count: 1 << 20)
        let text = #"{"type":"audio","audio_event":{"audio_base_64":"\#(sound)","event_id":1}}"#
        guard case .audio(let audio) = try decode(text) else {
            Issue.record("not taken for sound")
            return
        }
        #expect(audio.payload.count == 1 << 20)
    }

    @Test("a message cut off anywhere is refused")
    func everyTruncation() throws {
        for message in try Trace.fromAgent() {
            let taken = (0..<message.count).filter { error(of: Array(message[..<$0])) != .notJSON }
            #expect(taken.isEmpty, "cut after these bytes: \(String(decoding: message, as: UTF8.self))")
        }
    }

    @Test("changed messages are read without a trap", arguments: 1...4 as ClosedRange<UInt64>)
    func mutations(_ seed: UInt64) throws {
        var noise = SeededGenerator(seed: seed)
        let messages = try Trace.fromAgent()
        for _ in 0..<1500 {
            guard var bytes = messages.randomElement(using: &noise) else { return }
            for _ in 0..<Int.random(in: 1...4, using: &noise) {
                bytes[Int.random(in: 0..<bytes.count, using: &noise)] = .random(in: 0...255, using: &noise)
            }
            if case .audio(let audio) = try? decode(bytes) {
                #expect(audio.payload.upperBound <= bytes.count, "seed \(seed)")
            }
        }
    }
}
