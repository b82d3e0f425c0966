import Calls
import Foundation
import HTTP
import Testing

@testable import API

@Suite("A call as its log shows it")
struct CallStatusEndpointTests {
    @Test("the whole shape, key by key")
    func wholeShape() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall(
            #"{"agentId":"agent_ada","phoneNumber":"+14155550123","leadName":"Grace","leadNotes":"VIP"}"#)
        var frames = FrameCounts()
        frames.fromCaller = 3050
        frames.toAgent = 3049
        frames.dropped = 1
        try await harness.record(
            [
                (0, .status(.inProgress, duration: nil)), (0, .streamStarted(streamSID: "MZ1")),
                (210, .conversationStarted(conversationID: "conv_1", agentOutput: "ulaw_8000", userInput: "ulaw_8000")),
                (400, .agentResponse(text: "Hello, I'm Ada. How are you?", responseID: nil, eventID: 1)),
                (2_345, .userTranscript(text: "Book me in.", eventID: 2)), (2_346, .interruption(eventID: 1)),
                (
                    2_350,
                    .agentCorrection(
                        original: "Hello, I'm Ada. How are you?", corrected: "Hello, I'm", responseID: nil)
                ),
                (3_000, .toolCall(id: "t1", name: "book", parameters: #"{"day":"Tue","slots":[1,2.5,null,true]}"#)),
                (3_120, .toolResult(id: "t1", result: "no such tool", isError: true)),
                (4_000, .keypad(digit: "5")), (4_100, .problem(code: "odd-pcm", message: "an odd byte")),
                (61_000, .frames(frames)), (61_000, .ended(.callerHungUp, detail: "stop")),
                (61_000, .status(.completed, duration: 61)),
            ], of: id)
        let lead = try #require(try await harness.store.call(id)?.leadID)
        let expected = """
            {"success":true,"call":{
            "_id":"\(id)","status":"completed","duration":61,"durationMinutes":2,
            "agentId":{"_id":"\(harness.ada.id)","name":"Ada","elevenLabsAgentId":"agent_ada"},
            "leadId":{"_id":"\(lead)","name":"Grace","phoneNumber":"+14155550123","notes":"VIP"},
            "elevenLabsCallId":"CA1","conversationId":"conv_1","phoneNumber":"+14155550123","direction":"outbound",
            "metadata":{"twilioCallSid":"CA1","fromNumber":"+12125550199","method":"twilio_elevenlabs_websocket",
             "testCall":false,"liveCall":true,"bulkCall":false,"initiatedFrom":"live-call"},
            "userId":"000000000000000000000001","cost":{"totalCost":0.2,"costPerMinute":0.1},"answeredBy":null,
            "sound":null,"turns":[],"elevenLabs":null,
            "transcript":[
             {"role":"agent","message":"Hello, I'm","original":"Hello, I'm Ada. How are you?","corrected":"Hello, I'm",
              "interrupted":true,"timeInCall":0.4},
             {"role":"user","message":"Book me in.","timeInCall":2.345}],
            "toolCalls":[{"id":"t1","name":"book","parameters":{"day":"Tue","slots":[1,2.5,null,true]},
             "result":"no such tool","isError":true,"timeInCall":3}],
            "events":[{"type":"interruption","timeInCall":2.346},{"type":"keypad","digit":"5","timeInCall":4},
             {"type":"problem","code":"odd-pcm","message":"an odd byte","timeInCall":4.1}],
            "endedReason":"caller-hung-up","endedDetail":"stop",
            "frames":{"fromCaller":3050,"toAgent":3049,"fromAgent":0,"toCaller":0,"dropped":1},
            "createdAt":"2026-03-16T10:00:00.000Z","updatedAt":"2026-03-16T10:00:00.000Z"}}
            """
        for path in ["call-initiation/status/CA1", "call-initiation/status/\(id)", "calls/CA1", "calls/\(id)"] {
            let answer = try await harness.send(.get, "/api/\(path)")
            #expect(answer.status == .ok)
            #expect(try canonical(answer.body) == canonical(Array(expected.utf8)))
        }
    }

    @Test("a call of which little is known has every key, with null for what is not known")
    func nulls() async throws {
        let harness = try await Harness(defaultAgent: "agent_default")
        let id = harness.ids.next()
        try await harness.store.add(
            CallRecord(
                id: id, agentID: nil, elevenLabsAgentID: "agent_default", leadID: nil, phoneNumber: "",
                fromNumber: "", direction: .inbound, origin: .directStream, createdAt: TestClock.start), lead: nil)
        let call = try await harness.status(id)
        #expect(call.count == 25)
        for key in [
            "duration", "durationMinutes", "leadId", "elevenLabsCallId", "conversationId", "endedReason", "endedDetail",
            "frames", "answeredBy", "elevenLabs",
        ] {
            #expect(call[key] is NSNull, "\(key)")
        }
        #expect((call["transcript"] as? [Any])?.isEmpty == true)
        let agent = try #require(call["agentId"] as? [String: Any])
        #expect(agent["_id"] is NSNull)
        #expect(agent["elevenLabsAgentId"] as? String == "agent_default")
        let metadata = try #require(call["metadata"] as? [String: Any])
        #expect(metadata["initiatedFrom"] as? String == "direct-stream")
        #expect(metadata["twilioCallSid"] is NSNull)
    }

    @Test("minutes are begun minutes", arguments: [(0, 0), (1, 1), (59, 1), (60, 1), (61, 2), (120, 2), (3_601, 61)])
    func minutes(seconds: Int, minutes: Int) async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        try await harness.record(.status(.completed, duration: seconds), of: id)
        #expect(try await harness.status(id)["durationMinutes"] as? Int == minutes)
    }

    @Test("while the store fails the answer says to try again")
    func storeFails() async throws {
        let harness = try await Harness { BrokenStore($0, failing: [.reads]) }
        let answer = try await harness.send(.get, "/api/call-initiation/status/CA1")
        #expect(answer.status == .serviceUnavailable)
        #expect(try answer.errorCode() == "store_unavailable")
    }
}
