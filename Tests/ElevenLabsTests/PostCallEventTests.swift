import Testing

@testable import ElevenLabs

@Suite("What ElevenLabs tells after a conversation")
struct PostCallEventTests {
    private func conversation(_ data: String) throws -> ConversationResource {
        let body = #"{"type":"post_call_transcription","event_timestamp":1739537297,"data":\#(data)}"#
        guard case .transcription(let conversation) = try PostCallEvent(decoding: Array(body.utf8)) else {
            throw ConversationError.notJSON
        }
        return conversation
    }

    @Test("a transcription brings transcript, analysis, cost and the reason of its end")
    func transcription() throws {
        let conversation = try conversation(
            #"""
            {"agent_id":"agent_1","conversation_id":"conv_1","status":"done","transcript":[
            {"role":"agent","message":"Hello \u00e9","original_message":"Hello é, there","interrupted":true,
             "time_in_call_secs":0,"tool_calls":[]},
            {"role":"agent","message":null,"time_in_call_secs":2,"tool_calls":[{"tool_name":"x"}]},
            {"role":"user","message":"Hi","time_in_call_secs":3}],
            "metadata":{"start_time_unix_secs":1,"call_duration_secs":22,"cost":296,"termination_reason":"end_call tool was called.",
            "error":{"code":1002,"reason":"quota"}},
            "analysis":{"call_successful":"success","transcript_summary":"They talked.","call_summary_title":"Talk",
            "evaluation_criteria_results":{"b":{"criteria_id":"b","result":"failure","rationale":"no"},
             "a":{"criteria_id":"a","result":"success","rationale":"yes"}},
            "data_collection_results":{"n":{"data_collection_id":"n","value":42,"rationale":"said so"},
             "o":{"value":{"k":[true,null]}}}},
            "conversation_initiation_client_data":{"dynamic_variables":{"call_sid":"CA1","age":7}}}
            """#)
        #expect(conversation.conversationID == "conv_1")
        #expect(conversation.status == "done")
        #expect(conversation.transcript.map(\.message) == ["Hello é", nil, "Hi"])
        #expect(conversation.transcript.first?.originalMessage == "Hello é, there")
        #expect(conversation.transcript.first?.isInterrupted == true)
        #expect(conversation.duration == 22)
        #expect(conversation.cost == 296)
        #expect(conversation.terminationReason == "end_call tool was called.")
        #expect(conversation.failure == .init(code: 1002, reason: "quota"))
        #expect(conversation.outcome == "success")
        #expect(conversation.summary == "They talked.")
        #expect(conversation.title == "Talk")
        #expect(conversation.evaluation.map(\.id) == ["a", "b"])
        #expect(conversation.evaluation.map(\.value) == ["success", "failure"])
        #expect(conversation.collected.map(\.value) == ["42", "{k: [true, null]}"])
        #expect(conversation.variables == ["call_sid": "CA1"])
    }

    @Test("what is missing or of another form is left out, and the rest is kept")
    func lenient() throws {
        let conversation = try conversation(
            #"""
            {"conversation_id":"conv_1","agent_id":"a","transcript":[{"message":"no role"},{"role":"user","message":"Hi"}],
            "metadata":{"call_duration_secs":"long","cost":1.5},"analysis":null}
            """#)
        #expect(conversation.transcript.map(\.message) == ["Hi"])
        #expect(conversation.duration == nil)
        #expect(conversation.cost == 1.5)
        #expect(conversation.summary == nil)
    }

    @Test("more members than a message of the conversation may have are no trouble")
    func long() throws {
        let lines = (0..<500).map { #"{"role":"user","message":"\#($0)","time_in_call_secs":\#($0),"feedback":null}"# }
        let conversation = try conversation(
            #"{"conversation_id":"c","agent_id":"a","transcript":[\#(lines.joined(separator: ","))]}"#)
        #expect(conversation.transcript.count == 500)
    }

    @Test("the other types")
    func otherTypes() throws {
        func read(_ text: String) throws -> PostCallEvent { try PostCallEvent(decoding: Array(text.utf8)) }
        guard
            case .audio("conv_1") = try read(
                #"{"type":"post_call_audio","data":{"agent_id":"a","conversation_id":"conv_1","full_audio":"SUQz"}}"#)
        else { throw ConversationError.notJSON }
        guard
            case .initiationFailure(let failure) = try read(
                #"""
                {"type":"call_initiation_failure","event_timestamp":"1759931652","data":{"agent_id":"a","conversation_id":"conv_1",
                "failure_reason":"busy","metadata":{"type":"twilio","body":{"CallSid":"CA1","CallStatus":"busy"}}}}
                """#)
        else { throw ConversationError.notJSON }
        #expect(failure.reason == "busy")
        #expect(failure.callSID == "CA1")
        guard case .unrecognized("post_call_dance") = try read(#"{"type":"post_call_dance"}"#) else {
            throw ConversationError.notJSON
        }
    }

    @Test(
        "what is none is refused",
        arguments: [
            ("", ConversationError.notJSON), ("{", .notJSON), (#"{"data":{}}"#, .invalidField("type")),
            (#"{"type":7}"#, .invalidField("type")), (#"{"type":"post_call_transcription"}"#, .invalidField("data")),
            (#"{"type":"post_call_transcription","data":{"agent_id":"a"}}"#, .invalidField("data")),
            (#"{"type":"post_call_audio","data":[]}"#, .invalidField("data.conversation_id")),
        ])
    func refused(body: String, error: ConversationError) {
        #expect(throws: error) { try PostCallEvent(decoding: Array(body.utf8)) }
    }
}
