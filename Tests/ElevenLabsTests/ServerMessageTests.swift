import JSONWire
import Testing

@testable import ElevenLabs

@Suite struct ServerMessageTests {
    private func written(_ write: (inout [UInt8]) -> Void) -> String {
        var output: [UInt8] = []
        write(&output)
        return String(decoding: output, as: UTF8.self)
    }

    /// What the writers make of a message that was read, and of what only a simulator knows of it.
    private func again(_ message: [UInt8]) throws -> String {
        let number = { (name: StaticString) in
            Self.payload(of: message).flatMap { JSONMembers.integer(name, of: $0.span) }
        }
        let id = number("event_id") ?? 0
        let event = try ConversationEvent(decoding: message.span)
        return written { output in
            switch event {
            case .metadata(let metadata): ServerMessage.appendMetadata(metadata, into: &output)
            case .audio(let audio):
                let sound = Array(message[audio.payload])
                let isAligned = String(decoding: message, as: UTF8.self).contains("alignment")
                ServerMessage.appendAudio(
                    payload: sound.span, eventID: audio.eventID, isFinal: audio.isFinal,
                    alignment: isAligned ? hello : nil, into: &output)
            case .ping(let id): ServerMessage.appendPing(eventID: id, milliseconds: number("ping_ms"), into: &output)
            case .interruption(let id): ServerMessage.appendInterruption(eventID: id, into: &output)
            case .userTranscript(let text, let id): ServerMessage.appendUserTranscript(text, eventID: id, into: &output)
            case .agentResponse(let text, let id, let response):
                ServerMessage.appendAgentResponse(text, eventID: id, responseID: response, into: &output)
            case .agentResponseCorrection(let original, let corrected, let id, let response):
                ServerMessage.appendAgentResponseCorrection(
                    original: original, corrected: corrected, eventID: id, responseID: response, into: &output)
            case .agentResponseComplete(let id): ServerMessage.appendAgentResponseComplete(eventID: id, into: &output)
            case .clientToolCall(let call): ServerMessage.appendClientToolCall(call, eventID: id, into: &output)
            case .agentToolResponse(let tool): ServerMessage.appendAgentToolResponse(tool, eventID: id, into: &output)
            case .unrecognized("vad_score"): ServerMessage.appendVADScore(hundredths: 93, into: &output)
            case .unrecognized("tentative_user_transcript"):
                ServerMessage.appendTentativeUserTranscript("Where is my", eventID: id, into: &output)
            case .unrecognized("agent_tool_request"):
                ServerMessage.appendAgentToolRequest(
                    id: "call_a1", name: "lookup_order", kind: "client", expectsResponse: true, timeout: 20,
                    eventID: id,
                    into: &output)
            case .error, .queueStatus, .unrecognized: break
            }
        }
    }

    private let hello = ServerMessage.Alignment(
        characters: ["H", "e", "l", "l", "o"], startTimes: [0, 50, 80, 120, 160], durations: [50, 30, 40, 40, 60])

    /// The last object in a message.
    private static func payload(of message: [UInt8]) -> [UInt8]? {
        var payload: [UInt8]?
        JSONMembers.forEach(of: message.span) { _, range in payload = Array(message[range]) }
        return payload
    }

    @Test("what an agent sent in a conversation is written again to the byte")
    func likeTheTrace() throws {
        for message in try Trace.fromAgent() {
            #expect(try again(message) == String(decoding: message, as: UTF8.self))
        }
    }

    @Test("old servers leave fields out")
    func oldServers() {
        #expect(
            written { ServerMessage.appendAgentResponse("Hi", eventID: nil, responseID: nil, into: &$0) }
                == #"{"type":"agent_response","agent_response_event":{"agent_response":"Hi"}}"#)
        let call = ClientToolCall(id: "c", name: "t", parameters: "{}", expectsResponse: nil)
        #expect(
            written { ServerMessage.appendClientToolCall(call, eventID: 4, into: &$0) }
                == #"{"type":"client_tool_call","client_tool_call":{"tool_name":"t","tool_call_id":"c","parameters":{},"event_id":4}}"#
        )
        let tool = AgentToolResponse(id: "c", name: "t", kind: "client", isError: true)
        #expect(
            written { ServerMessage.appendAgentToolResponse(tool, eventID: 4, into: &$0) }
                == #"{"type":"agent_tool_response","agent_tool_response":"#
                + #"{"tool_name":"t","tool_call_id":"c","tool_type":"client","is_error":true,"event_id":4}}"#)
    }

    @Test("errors have the fields that are given, or none at all")
    func errors() {
        #expect(
            written { ServerMessage.appendError(code: 1000, name: "max_duration_exceeded", message: "over", into: &$0) }
                == #"{"type":"error","error_event":{"code":1000,"error_type":"max_duration_exceeded","message":"over"}}"#
        )
        #expect(
            written { ServerMessage.appendError(code: nil, name: nil, message: "x", into: &$0) }
                == #"{"type":"error","error_event":{"message":"x"}}"#)
        #expect(
            written { ServerMessage.appendError(code: nil, name: "n", message: "x", into: &$0) }
                == #"{"type":"error","error_event":{"error_type":"n","message":"x"}}"#)
        #expect(
            written { ServerMessage.appendError(code: nil, name: nil, message: nil, into: &$0) } == #"{"type":"error"}"#
        )
    }

    @Test("the queue, the score and a bare end are written")
    func others() {
        #expect(
            written { ServerMessage.appendQueueStatus("admitted", into: &$0) }
                == #"{"type":"queue_status","queue_status_event":{"status":"admitted"}}"#)
        #expect(
            written { ServerMessage.appendVADScore(hundredths: 5, into: &$0) }
                == #"{"type":"vad_score","vad_score_event":{"vad_score":0.05}}"#)
        #expect(
            written { ServerMessage.appendVADScore(hundredths: 100, into: &$0) }
                == #"{"type":"vad_score","vad_score_event":{"vad_score":1.00}}"#)
        let nothing: [UInt8] = []
        #expect(
            written { ServerMessage.appendAudio(payload: nothing.span, eventID: 9, isFinal: true, into: &$0) }
                == #"{"type":"audio","audio_event":{"audio_base_64":"","event_id":9,"is_final":true}}"#)
    }
}
