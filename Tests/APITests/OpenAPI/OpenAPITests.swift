import Calls
import ElevenLabs
import Foundation
import HTTP
import JSONWire
import Testing

@testable import API

/// Every test of the API holds what it gets against the document (`Harness.send`). Here it is made sure that every kind of
/// answer there is was held against it at least once.
@Suite("The API's description") struct OpenAPITests {
    @Test("anyone may read it, and it says which version it is of")
    func served() async throws {
        let harness = try await Harness(apiKey: "s3cret", configure: { $0.version = "1.2.3" })
        let answer = try await harness.send(.get, "/openapi.json", from: "203.0.113.7")
        #expect(answer.status == .ok)
        let document = try answer.object()
        #expect(document["openapi"] as? String == "3.1.1")
        #expect((document["info"] as? [String: Any])?["version"] as? String == "1.2.3")
        #expect(try await harness.send(.get, "/openapi.json").body == answer.body)
    }

    @Test("paths, parameters and links fit together, and names are unique")
    func consistent() async throws {
        let document = try await AnswerCheck.shared.value.document
        var parameters: [String: Set<String>] = [:]
        var links: [(String, String)] = []
        for (path, operations) in document["paths"].members {
            let inPath = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { $0.dropFirst().dropLast() }
            for operation in operations.members.values {
                guard case .string(let id) = operation["operationId"] else {
                    Issue.record("\(path) has an operation without a name")
                    continue
                }
                #expect(parameters[id] == nil, "\(id) is there twice")
                var places: [String: Set<String>] = [:]
                for parameter in operation["parameters"].elements {
                    if case (.string(let name), .string(let place)) = (parameter["name"], parameter["in"]) {
                        #expect(places[place, default: []].insert(name).inserted, "\(id) has \(name) twice")
                    }
                }
                #expect(places["path", default: []] == Set(inPath.map(String.init)), "\(id)")
                parameters[id] = places["path", default: []]
                for response in operation["responses"].members.values {
                    for link in response["links"].members.values {
                        guard case .string(let target) = link["operationId"] else { continue }
                        links += link["parameters"].members.keys.map { (target, $0) }
                    }
                }
            }
        }
        #expect(!links.isEmpty)
        for (operation, parameter) in links { #expect(parameters[operation]?.contains(parameter) == true) }
    }

    @Test("every good answer there is has been held against its description")
    func covered() async throws {
        let harness = try await Harness(configure: { $0.elevenLabsWebhookSecret = "wsec_1" })
        let check = try await AnswerCheck.shared.value
        var left: Set<String> = []
        for operation in check.document["paths"].members.values.flatMap(\.members.values) {
            for (status, _) in operation["responses"].members where !["4", "5"].contains(status.prefix(1)) {
                left.insert("\(operation["operationId"].text) \(status)")
            }
        }
        func note(_ method: HTTPMethod, _ target: String, _ answer: HTTPResponse) throws {
            let operation = try #require(check.operation(method, target))
            left.remove("\(operation["operationId"].text) \(answer.status.code)")
        }
        func send(
            _ method: HTTPMethod, _ target: String, json: String? = nil, headers: HTTPHeaders = [:]
        ) async throws {
            let answer =
                if let json {
                    try await harness.send(method, target, json: json, headers: headers)
                } else {
                    try await harness.send(method, target, headers: headers)
                }
            try note(method, target, answer)
        }

        try await send(.post, "/api/agents/test-call", json: #"{"agentId":"agent_ada","phoneNumber":"+14155550123"}"#)
        try await send(.post, "/api/agents/agent_ada/preflight", json: "{}")
        // Its jobs are not over at once.
        let list = (1000..<1400).map { "+1415556\($0)" }.joined(separator: "\n")
        let slow = try await Harness(configure: { $0.callsPerSecond = 1 })
        for (query, preference) in [("?dryRun=true", ""), ("", "respond-async")] {
            let form =
                "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nphone\nLIST\r\n--b--\r\n"
            let answer = try await slow.send(
                .post, "/api/call-initiation/bulk-upload\(query)",
                headers: ["Content-Type": "multipart/form-data; boundary=b", "Prefer": preference],
                body: Array(form.replacing("LIST", with: list).replacing("--b--", with: Self.agentPart + "--b--").utf8))
            try note(.post, "/api/call-initiation/bulk-upload", answer)
            guard let job = answer.headers["Location"] else { continue }
            for path in [job, "\(job)/events"] { try note(.get, path, try await slow.send(.get, path)) }
            for change in ["pause", "resume", "cancel"] {
                try note(.post, "\(job)/\(change)", try await slow.send(.post, "\(job)/\(change)"))
            }
        }
        let conversation = Array(
            #"{"type":"post_call_transcription","event_timestamp":1,"data":{"agent_id":"a","conversation_id":"c"}}"#
                .utf8)
        let signature = WebhookSignature(secret: "wsec_1").sign(
            conversation, at: Int(harness.clock.api.date().timeIntervalSince1970))
        let conversations = "/api/webhooks/elevenlabs/conversation-event"
        try note(
            .post, conversations,
            try await harness.send(
                .post, conversations, headers: ["ElevenLabs-Signature": signature], body: conversation))

        let call = try await harness.placedCall()
        try note(.post, "/api/call-initiation/live-call", HTTPResponse(.ok))
        let webhook = "/api/webhooks/twilio/elevenlabs-outbound?callLogId=\(call)"
        let form: KeyValuePairs = [
            "CallSid": "CA1", "AccountSid": "AC1", "CallStatus": "in-progress", "Direction": "outbound-api",
        ]
        try note(.post, webhook, try await harness.webhook(webhook, form))
        let progress = "/api/webhooks/twilio/call-status?callLogId=\(call)"
        try note(.post, progress, try await harness.webhook(progress, ["CallSid": "CA1", "CallStatus": "in-progress"]))
        let more: [(String, KeyValuePairs<String, String>)] = [
            ("stream-status", ["CallSid": "CA1", "StreamSid": "MZ1", "StreamEvent": "stream-started"]),
            ("amd", ["CallSid": "CA1", "AnsweredBy": "human"]),
            (
                "inbound",
                [
                    "CallSid": "CA7", "AccountSid": "AC1", "From": "+14155550123", "To": "+12125550199",
                    "CallStatus": "ringing", "Direction": "inbound",
                ]
            ),
        ]
        for (path, form) in more {
            let target = "/api/webhooks/twilio/\(path)"
            try note(.post, target, try await harness.webhook(target, form))
        }
        try await harness.record(Self.everything, of: call)
        let writer = harness.recordings.writer(for: call)
        writer.append([UInt8](repeating: 1, count: 320))
        writer.finish()
        await harness.recordings.flush()

        for path in ["/api/call-initiation/status", "/api/calls"] { try await send(.get, "\(path)/\(call)") }
        for format in ["json", "text", "vtt"] { try await send(.get, "/api/calls/\(call)/transcript?format=\(format)") }
        for format in ["csv", "jsonl", "mongo"] { try await send(.get, "/api/calls/export?format=\(format)&limit=1") }
        let recording = "/api/calls/\(call)/recording"
        for headers in [[:], ["Range": "bytes=0-9"], ["If-None-Match": "*"]] as [HTTPHeaders] {
            try await send(.get, recording, headers: headers)
        }
        for path in ["/api/calls", "/api/analytics", "/api/agents", "/api/leads", "/healthz", "/openapi.json"] {
            try await send(.get, path)
        }
        let ringing = try await harness.addCall(5, sid: "CA2", status: .ringing)
        harness.twilio.answer { _ in TwilioDouble.call("CA2", "completed") }
        try await send(.post, "/api/calls/\(ringing)/hangup")

        for json in [
            #"{"phoneNumber":"+14155550999","variables":{"plan":"gold"}}"#, #"{"phoneNumber":"+14155550999"}"#,
        ] {
            try await send(.post, "/api/leads", json: json)
        }
        try await send(.post, "/api/agents", json: #"{"name":"Bob","elevenLabsAgentId":"agent_bob"}"#)
        let lead = try #require(
            try await harness.store.leads(
                of: User.ownerID, phoneNumber: nil, includingArchived: false, after: nil, limit: 1
            ).elements.first)
        for path in ["/api/agents/\(harness.ada.id)", "/api/leads/\(lead.id)"] {
            try await send(.get, path)
            try await send(.patch, path, json: #"{"name":"Eve"}"#)
            try await send(.delete, path)
        }
        #expect(left.sorted() == [])
    }

    private static let agentPart =
        "--b\r\nContent-Disposition: form-data; name=\"agentId\"\r\n\r\nagent_ada\r\n"

    /// All that can happen in a call.
    private static var everything: [(Int, CallEvent.Kind)] {
        [
            (0, .status(.inProgress, duration: nil)), (0, .streamStarted(streamSID: "MZ1")),
            (210, .conversationStarted(conversationID: "conv_1", agentOutput: "ulaw_8000", userInput: "ulaw_8000")),
            (400, .agentResponse(text: "Hello, I'm Ada.", responseID: "r1", eventID: 1)),
            (900, .agentCorrection(original: "Hello, I'm Ada.", corrected: "Hello", responseID: "r1")),
            (950, .interruption(eventID: 1)), (1_000, .userTranscript(text: "Book me in.", eventID: 2)),
            (1_100, .turnLatency(TurnLatency(agentMilliseconds: 700, bridgeMilliseconds: 40))),
            (1_200, .toolCall(id: "t1", name: "book", parameters: #"{"day":"Tue","slots":[1,2.5,null,true]}"#)),
            (1_300, .toolResult(id: "t1", result: "done", isError: false)),
            (1_400, .toolReport(id: "t2", name: "end_call", kind: "system", isError: false)),
            (1_500, .keypad(digit: "5")), (1_600, .problem(code: "odd-pcm", message: "an odd byte")),
            (1_700, .hangUpCalledOff),
            (1_800, .sound(SoundCounts(received: 9, played: 5, cleared: 3, dropped: 1))),
            (1_900, .frames(FrameCounts())), (2_000, .ended(.callerHungUp, detail: "stop")),
            (2_000, .status(.completed, duration: 61)),
        ]
    }
}

extension JSONValue {
    fileprivate var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
    fileprivate var text: String { if case .string(let text) = self { text } else { "" } }
}
