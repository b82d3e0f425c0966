import Calls
import ElevenLabs
import Foundation
import HTTP
import Telemetry
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

    /// A transcription with so many megabytes of JSON in its transcript, a line a megabyte.
    private static func long(megabytes: Int) -> [UInt8] {
        let line = #"{"role":"user","message":"\#(String(repeating: "a", count: 1 << 20))"}"#
        let lines = Array(repeating: line, count: megabytes).joined(separator: ",")
        let body = #"""
            {"type":"post_call_transcription","data":{"agent_id":"a","conversation_id":"conv_1","transcript":[\#(lines)]}}
            """#
        return Array(body.utf8)
    }

    @Test("a transcript of many megabytes is kept before it is acknowledged")
    func longTranscript() async throws {
        let harness = try await harness()
        let id = try await talked(harness)
        #expect(try await send(harness, Self.long(megabytes: 5), pieces: 65_536).status == .ok)
        let report = try #require(try await harness.status(id)["elevenLabs"] as? [String: Any])
        #expect((report["transcript"] as? [Any])?.count == 5)
    }

    /// Sends a body to an endpoint with limits of its own.
    private func take(
        _ body: [UInt8], _ harness: Harness, keptLimit: Int = 16 << 20, places: LongBodyPlaces,
        secret: String = secret
    ) async throws {
        let environment = APIEnvironment(
            settings: harness.settings, store: harness.store, live: harness.live, http: harness.twilio,
            ids: harness.ids, clock: harness.clock.api, log: Log(level: .debug, sink: harness.log))
        let time = Int(harness.clock.api.date().timeIntervalSince1970)
        let header = WebhookSignature(secret: secret).sign(body, at: time)
        var request = APIRequest(
            request: HTTPRequest(.post, Self.path, headers: ["ElevenLabs-Signature": header]),
            target: try #require(RequestTarget(Self.path)),
            peer: try #require(SocketAddress(host: "203.0.113.9", port: 40_000)))
        request.upload = HTTPBodyStream(
            stride(from: 0, to: body.count, by: 65_536).map { Array(body[$0..<min($0 + 65_536, body.count)]) })
        let endpoint = ConversationEventEndpoint(environment: environment, keptLimit: keptLimit, places: places)
        _ = try await endpoint.respond(request)
    }

    @Test("sound of any length is checked and let go, needs no place, and its forgery is refused")
    func longSound() async throws {
        let harness = try await harness()
        let body =
            Array(#"{"data":{"conversation_id":"conv_1","full_audio":""#.utf8)
            + [UInt8](repeating: UInt8(ascii: "A"), count: 2 << 20) + Array(#""},"type":"post_call_audio"}"#.utf8)
        try await take(body, harness, keptLimit: 1000, places: LongBodyPlaces(0))
        #expect(harness.log.lines.contains { $0.contains("sound came") })
        await #expect(throws: APIError.elevenLabsSignature(.mismatch)) {
            try await take(body, harness, keptLimit: 1000, places: LongBodyPlaces(0), secret: "wsec_guess")
        }
    }

    @Test("a transcript too long to be kept is not acknowledged, and the log says so; a stranger's is a stranger's")
    func tooLong() async throws {
        let harness = try await harness()
        let id = try await talked(harness)
        let body = Self.transcription()
        await #expect(throws: APIError.elevenLabsSignature(.mismatch)) {
            try await take(
                body, harness, keptLimit: body.count - 1, places: LongBodyPlaces(1), secret: "wsec_guess")
        }
        #expect(!harness.log.lines.contains { $0.contains("too long") })
        await #expect(throws: APIError.conversationTooLong(limit: body.count - 1)) {
            try await take(body, harness, keptLimit: body.count - 1, places: LongBodyPlaces(1))
        }
        #expect(harness.log.lines.contains { $0.contains("too long") })
        #expect(try await harness.status(id)["elevenLabs"] is NSNull)
        try await take(body, harness, keptLimit: body.count, places: LongBodyPlaces(1))
        #expect(try await !(harness.status(id)["elevenLabs"] is NSNull))
    }

    @Test("long bodies have as many places as there are, and give them back, believed or not")
    func places() async throws {
        let harness = try await harness()
        let id = try await talked(harness)
        let body = Self.long(megabytes: 2)
        await #expect(throws: APIError.tooManyLongBodies) {
            try await take(body, harness, places: LongBodyPlaces(0))
        }
        #expect(try await harness.status(id)["elevenLabs"] is NSNull)
        try await take(Self.transcription("conv_2"), harness, places: LongBodyPlaces(0))
        let one = LongBodyPlaces(1)
        await #expect(throws: APIError.elevenLabsSignature(.mismatch)) {
            try await take(body, harness, places: one, secret: "wsec_guess")
        }
        try await take(body, harness, places: one)
        #expect(try await !(harness.status(id)["elevenLabs"] is NSNull))
        #expect(one.take())
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
        for (body, code, field) in [
            ("{", "malformed_json", nil), ("{}", "invalid_field", "type"),
            (#"{"type":"post_call_transcription"}"#, "invalid_field", "data"),
        ] as [(String, String, String?)] {
            let answer = try await send(harness(), Array(body.utf8))
            #expect(answer.status == .badRequest)
            #expect(try answer.errorCode() == code)
            #expect((try answer.object()["error"] as? [String: Any])?["field"] as? String == field)
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
