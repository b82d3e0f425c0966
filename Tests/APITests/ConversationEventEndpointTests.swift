import Calls
import ElevenLabs
import Foundation
import HTTP
import Testing
import Transport

@testable import API

@Suite("ElevenLabs tells of a conversation after its end")
struct ConversationEventEndpointTests {
    private static let path = "/api/webhooks/elevenlabs/conversation-event"
    private static let secret = "wsec_9f2c"

    private func harness() async throws -> Harness {
        try await Harness(configure: { $0.elevenLabsWebhookSecret = Self.secret })
    }

    /// Sends a body in pieces as the vendor does, signed so many seconds from now.
    private func send(
        _ harness: Harness, _ body: [UInt8], signed seconds: Int = 0, secret: String = secret, pieces: Int = 1000
    ) async throws -> HTTPResponse {
        let time = Int(harness.clock.api.date().timeIntervalSince1970) + seconds
        let header = WebhookSignature(secret: secret).sign(body, at: time)
        let request = HTTPRequest(.post, Self.path, headers: ["ElevenLabs-Signature": header, "Host": "evil.example"])
        #expect(harness.api.streamsBody(of: request))
        let stream = HTTPBodyStream(
            stride(from: 0, to: body.count, by: pieces).map { Array(body[$0..<min($0 + pieces, body.count)]) })
        let peer = try #require(SocketAddress(host: "203.0.113.9", port: 40_000))
        return await harness.api.respond(to: request, reading: stream, from: peer)
    }

    private static func transcription(_ conversation: String = "conv_1", cost: Int = 296) -> [UInt8] {
        Array(
            #"""
            {"type":"post_call_transcription","event_timestamp":1,"data":{"agent_id":"agent_ada","conversation_id":"\#(conversation)",
            "status":"done","transcript":[{"role":"agent","message":"Vendor's words","time_in_call_secs":1}],
            "metadata":{"call_duration_secs":22,"cost":\#(cost),"termination_reason":"Client disconnected: 1000"},
            "analysis":{"call_successful":"success","transcript_summary":"A talk."}}}
            """#.utf8)
    }

    private func talked(_ harness: Harness) async throws -> RecordID {
        let id = try await harness.placedCall()
        try await harness.record(
            .streamStarted(streamSID: "MZ1"),
            .conversationStarted(conversationID: "conv_1", agentOutput: "ulaw_8000", userInput: "ulaw_8000"),
            .agentResponse(text: "Our words", responseID: nil, eventID: 1), .ended(.callerHungUp, detail: "stop"),
            .status(.completed, duration: 20), of: id)
        return id
    }

    @Test("its report stands beside what we observed, and changes none of that")
    func merged() async throws {
        let harness = try await harness()
        let id = try await talked(harness)
        let before = try await harness.status(id)
        #expect(before["elevenLabs"] is NSNull)
        #expect(try await send(harness, Self.transcription(), pieces: 7).status == .ok)
        var after = try await harness.status(id)
        let report = try #require(after["elevenLabs"] as? [String: Any])
        #expect(report["cost"] as? Double == 296)
        #expect(report["terminationReason"] as? String == "Client disconnected: 1000")
        #expect(report["callSuccessful"] as? String == "success")
        #expect(report["summary"] as? String == "A talk.")
        #expect(report["duration"] as? Int == 22)
        #expect(report["title"] is NSNull)
        let lines = try #require(report["transcript"] as? [[String: Any]])
        #expect(lines.map { $0["message"] as? String } == ["Vendor's words"])
        after["elevenLabs"] = before["elevenLabs"]
        after["updatedAt"] = before["updatedAt"]
        #expect(NSDictionary(dictionary: after) == NSDictionary(dictionary: before))
    }

    @Test("the same report again, or another of the same call, is answered and changes nothing")
    func replayed() async throws {
        let harness = try await harness()
        let id = try await talked(harness)
        let first = try await send(harness, Self.transcription())
        let events = try await harness.store.events(of: id)
        for body in [Self.transcription(), Self.transcription(cost: 1)] {
            #expect(try await send(harness, body) == first)
        }
        #expect(try await harness.store.events(of: id) == events)
    }

    @Test("the same report many times at once leaves one")
    func atOnce() async throws {
        let harness = try await harness()
        let id = try await talked(harness)
        try await withThrowingTaskGroup(of: HTTPStatus.self) { group in
            for _ in 0..<8 { group.addTask { try await send(harness, Self.transcription()).status } }
            for try await status in group { #expect(status == .ok) }
        }
        let reports = try await harness.store.events(of: id).filter { event in
            if case .vendorReport = event.kind { true } else { false }
        }
        #expect(reports.count == 1)
    }

    @Test("a conversation that we never heard of by name is found by the call's SID, which we gave the agent")
    func bySID() async throws {
        let harness = try await harness()
        let id = try await harness.placedCall()
        let body = #"""
            {"type":"post_call_transcription","data":{"agent_id":"a","conversation_id":"conv_9","status":"failed",
            "conversation_initiation_client_data":{"dynamic_variables":{"call_sid":"CA1"}}}}
            """#
        #expect(try await send(harness, Array(body.utf8)).status == .ok)
        let report = try #require(try await harness.status(id)["elevenLabs"] as? [String: Any])
        #expect(report["status"] as? String == "failed")
    }

    @Test("a call that the vendor could not place is noted once, and its status stays Twilio's")
    func initiationFailure() async throws {
        let harness = try await harness()
        let id = try await harness.placedCall()
        let body = #"""
            {"type":"call_initiation_failure","data":{"agent_id":"a","conversation_id":"conv_1","failure_reason":"busy",
            "metadata":{"type":"twilio","body":{"CallSid":"CA1","CallStatus":"busy"}}}}
            """#
        for _ in 0..<2 { #expect(try await send(harness, Array(body.utf8)).status == .ok) }
        #expect(
            try await harness.store.events(of: id).map(\.kind) == [
                .dialed(twilioCallSID: "CA1"), .reportedProblem(code: "agent-initiation-failure", message: "busy"),
            ])
        #expect(try await harness.store.call(id)?.status == .queued)
    }

    @Test("sound, the unknown, and conversations of others are taken and change nothing")
    func withoutEffect() async throws {
        let harness = try await harness()
        let id = try await talked(harness)
        let events = try await harness.store.events(of: id)
        let sound = String(repeating: "SUQz", count: 2000)
        for body in [
            #"{"type":"post_call_audio","data":{"agent_id":"a","conversation_id":"conv_1","full_audio":"\#(sound)"}}"#,
            #"{"type":"something_new","data":{}}"#, String(decoding: Self.transcription("conv_2"), as: UTF8.self),
        ] {
            #expect(try await send(harness, Array(body.utf8)).status == .ok)
        }
        #expect(try await harness.store.events(of: id) == events)
    }

    @Test("sound of many megabytes is checked and let go, and its forgery is refused")
    func longSound() async throws {
        let harness = try await harness()
        let body =
            Array(#"{"type":"post_call_audio","data":{"conversation_id":"conv_1","full_audio":""#.utf8)
            + [UInt8](repeating: UInt8(ascii: "A"), count: 5 << 20) + Array(#""}}"#.utf8)
        #expect(try await send(harness, body, pieces: 65_536).status == .ok)
        #expect(try await send(harness, body, secret: "wsec_guess", pieces: 65_536).status == .forbidden)
    }

    @Test(
        "a signature that is old, early or another's is refused and changes nothing",
        arguments: [(-1801, secret), (301, secret), (0, "wsec_guess")])
    func refused(seconds: Int, secret: String) async throws {
        let harness = try await harness()
        let id = try await talked(harness)
        let answer = try await send(harness, Self.transcription(), signed: seconds, secret: secret)
        #expect(answer.status == .forbidden)
        #expect(try answer.errorCode() == "invalid_signature")
        #expect(try await harness.status(id)["elevenLabs"] is NSNull)
    }

    @Test("an unsigned body is refused before it is read")
    func unsigned() async throws {
        let answer = try await harness().send(.post, Self.path, body: Self.transcription())
        #expect(answer.status == .forbidden)
    }

    @Test("a signed body that is no JSON, or lacks its essentials, is refused")
    func malformed() async throws {
        for body in ["{", #"{"type":"post_call_transcription"}"#] {
            let answer = try await send(harness(), Array(body.utf8))
            #expect(answer.status == .badRequest)
            #expect(try answer.errorCode() == "malformed_json")
        }
    }

    @Test("without a secret nobody is ElevenLabs, and the answer says what to set")
    func off() async throws {
        let answer = try await send(Harness(), Self.transcription())
        #expect(answer.status == .serviceUnavailable)
        #expect(try answer.errorCode() == "elevenlabs_webhooks_off")
        #expect(answer.text.contains("ELEVENLABS_WEBHOOK_SECRET"))
    }

    @Test("what is not durable is not acknowledged")
    func storeFails() async throws {
        let harness = try await Harness(
            wrapping: { BrokenStore($0, failing: [.flush]) }, configure: { $0.elevenLabsWebhookSecret = Self.secret })
        let id = try await harness.addCall(sid: "CA1")
        try await harness.record(
            .conversationStarted(conversationID: "conv_1", agentOutput: "", userInput: ""), of: id)
        #expect(try await send(harness, Self.transcription()).status == .serviceUnavailable)
    }
}
