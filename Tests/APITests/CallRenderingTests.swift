import Calls
import HTTP
import Testing

@testable import API

@Suite("Calls as stores keep them for lists")
struct CallRenderingTests {
    private static let events: [(Int, CallEvent.Kind)] = {
        var report = VendorReport()
        report.status = "done"
        report.cost = 120.5
        report.evaluation = [.init(id: "polite", value: "success", rationale: nil)]
        report.transcript = [.init(role: "agent", message: "Hello", timeInCall: 0, isInterrupted: true)]
        var frames = FrameCounts()
        frames.fromCaller = 500
        return [
            (0, .dialed(twilioCallSID: "CA1")), (0, .status(.inProgress, duration: nil)),
            (0, .streamStarted(streamSID: "MZ1")),
            (10, .conversationStarted(conversationID: "conv_1", agentOutput: "ulaw_8000", userInput: "ulaw_8000")),
            (500, .agentResponse(text: "Hello, I'm Ada.", responseID: "r1", eventID: 1)),
            (900, .interruption(eventID: 1)),
            (901, .agentCorrection(original: "Hello, I'm Ada.", corrected: "Hello, I'm", responseID: "r1")),
            (
                902,
                .agentHeard(
                    HeardResponse(
                        text: "Hello, I'm Ada.", heard: "Hello,", isCut: true, basis: .proportion, responseID: "r1",
                        eventID: 1, received: 8000, played: 4000))
            ),
            (1500, .userTranscript(text: "Zwölf \u{0} 🎧 \"quoted\"", eventID: 4)),
            (2250, .turnLatency(TurnLatency(agentMilliseconds: 700, bridgeMilliseconds: 80))),
            (2300, .toolCall(id: "t1", name: "book", parameters: #"{"day":"Tue"}"#)),
            (2400, .toolResult(id: "t1", result: "no such tool", isError: true)),
            (2500, .toolReport(id: "t2", name: "end_call", kind: "system", isError: false)),
            (2600, .keypad(digit: "#")), (2700, .problem(code: "odd-pcm", message: "an odd byte")),
            (2800, .reportedProblem(code: "stream-error", message: "31921")), (2900, .hangUpCalledOff),
            (3000, .sound(SoundCounts(received: 8000, played: 4000, cleared: 4000, dropped: 0))),
            (3000, .frames(frames)), (3000, .answeredBy("human", milliseconds: 3380)),
            (3000, .ended(.agentEnded, detail: "end_call")), (3000, .status(.completed, duration: 61)),
            (3000, .vendorReport(report)),
        ]
    }()

    private static let text = #"""
        {"_id":"69b7d4a00000000000000000","userId":"000000000000000000000001","elevenLabsCallId":"CA1",\#
        "conversationId":"conv_1","phoneNumber":"+14155550123","status":"completed","direction":"outbound",\#
        "duration":61,"durationMinutes":2,"metadata":{"twilioCallSid":"CA1","fromNumber":"+12125550199",\#
        "method":"twilio_elevenlabs_websocket","testCall":false,"liveCall":true,"bulkCall":false,\#
        "initiatedFrom":"live-call"},"transcript":[{"role":"agent","message":"Hello,","timeInCall":0.5,\#
        "interrupted":true,"original":"Hello, I'm Ada.","corrected":"Hello, I'm"},{"role":"user",\#
        "message":"Zwölf \u0000 🎧 \"quoted\"","timeInCall":1.5}],"toolCalls":[{"id":"t1","name":"book",\#
        "parameters":{"day":"Tue"},"result":"no such tool","isError":true,"timeInCall":2.3},{"id":"t2",\#
        "name":"end_call","parameters":{},"result":null,"isError":false,"timeInCall":2.5}],\#
        "events":[{"type":"interruption","timeInCall":0.9},{"type":"keypad","timeInCall":2.6,\#
        "digit":"#"},{"type":"problem","timeInCall":2.7,"code":"odd-pcm",\#
        "message":"an odd byte"},{"type":"problem","timeInCall":2.8,"code":"stream-error",\#
        "message":"31921"},{"type":"hang-up-called-off","timeInCall":2.9}],"endedReason":"agent-ended",\#
        "endedDetail":"end_call","answeredBy":"human","frames":{"fromCaller":500,"toAgent":0,"fromAgent":0,\#
        "toCaller":0,"dropped":0},"sound":{"received":8000,"played":4000,"cleared":4000,"dropped":0},\#
        "elevenLabs":{"status":"done","terminationReason":null,"error":null,"duration":null,"cost":120.5,\#
        "callSuccessful":null,"summary":null,"title":null,"evaluation":[{"id":"polite","value":"success",\#
        "rationale":null}],"dataCollection":[],"transcript":[{"role":"agent","message":"Hello","timeInCall":0,\#
        "interrupted":true}],"receivedAt":"2026-03-16T10:00:00.000Z"},"turns":[{"timeInCall":2.25,\#
        "latencyMs":780,"agentMs":700,"bridgeMs":80}],"createdAt":"2026-03-16T10:00:00.000Z",\#
        "updatedAt":"2026-03-16T10:00:00.000Z"}
        """#

    /// Texts are on disk in the version they were written in: one that looks otherwise today needs another version.
    @Test("version 1 looks like this")
    func literal() async throws {
        let harness = try await Harness()
        let call = try await harness.addCall()
        try await harness.record(Self.events, of: call)
        let listed = try await harness.store.listedCalls(CallQuery(userID: User.ownerID, limit: 1))
        #expect(CallRendering.json.version == 1)
        let text = String(decoding: try #require(listed.elements.first).text, as: UTF8.self)
        #expect(text == Self.text)
    }

    @Test("a settled call is listed as it is shown alone, and with what its agent and lead are called today")
    func settled() async throws {
        let harness = try await Harness()
        let call = try await harness.addCall(agent: harness.ada)
        try await harness.record(Self.events, of: call)
        var ada = harness.ada
        ada.name = "Ada II"
        try await harness.store.update(ada)
        let listed = try await harness.send(.get, "/api/calls")
        let alone = try await harness.send(.get, "/api/calls/\(call)").text
        #expect(alone.contains("\"Ada II\""))
        let shown = alone.dropFirst(#"{"success":true,"call":"#.count).dropLast()
        #expect(listed.text == #"{"success":true,"calls":[\#(shown)],"nextCursor":null}"#)
    }
}
