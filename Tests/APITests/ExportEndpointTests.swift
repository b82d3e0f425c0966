import Calls
import Foundation
import HTTP
import TestSupport
import Testing

@testable import API

@Suite("Exports")
struct ExportEndpointTests {
    private func export(_ harness: Harness, _ query: String) async throws -> HTTPResponse {
        let answer = try await harness.send(.get, "/api/calls/export?\(query)")
        #expect(answer.status == .ok, "\(answer.text)")
        return answer
    }

    private func call(_ harness: Harness) async throws -> RecordID {
        let id = try await harness.placedCall(
            #"{"agentId":"agent_ada","phoneNumber":"+14155550123","leadName":"=HYPERLINK(\"x\")","leadNotes":"VIP"}"#)
        try await harness.record(
            [
                (400, .agentResponse(text: "Hello, \"Grace\"", responseID: nil, eventID: 1)),
                (3_000, .toolCall(id: "t1", name: "book", parameters: #"{"day":"Tue","slots":[1]}"#)),
                (61_000, .ended(.callerHungUp, detail: "stop")), (61_000, .status(.completed, duration: 61)),
            ], of: id)
        return id
    }

    @Test("as CSV: a row for each call, no cell of which is a formula")
    func csv() async throws {
        let harness = try await Harness()
        let id = try await call(harness)
        let answer = try await export(harness, "")
        #expect(answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present")
        #expect(answer.headers["Content-Disposition"] == #"attachment; filename="calls.csv""#)
        let lead = try #require(try await harness.store.call(id)?.leadID)
        let names = """
            _id,userId,agentId,agentName,elevenLabsAgentId,leadId,leadName,phoneNumber,fromNumber,direction,status,\
            initiatedFrom,duration,durationMinutes,totalCost,costPerMinute,endedReason,answeredBy,elevenLabsCallId,\
            conversationId,createdAt,updatedAt,transcript
            """
        let row = """
            \(id),000000000000000000000001,\(harness.ada.id),Ada,agent_ada,\(lead),"'=HYPERLINK(""x"")",+14155550123,\
            +12125550199,outbound,completed,live-call,61,2,0.2,0.1,caller-hung-up,,CA1,,2026-03-16T10:00:00.000Z,\
            2026-03-16T10:00:00.000Z,"00:00 agent: Hello, ""Grace""\n"
            """
        #expect(answer.text == "\(names)\r\n\(row)\r\n")
    }

    @Test("as JSON Lines: each line what the API shows of the call")
    func jsonLines() async throws {
        let harness = try await Harness()
        let ids = [try await call(harness), try await harness.addCall(9)]
        let answer = try await export(harness, "format=jsonl")
        let lines = answer.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3 && lines[2].isEmpty)
        for (line, id) in zip(lines, ids.reversed()) {
            let shown = try await harness.send(.get, "/api/calls/\(id)")
            #expect(shown.text == #"{"success":true,"call":\#(line)}"#)
        }
    }

    @Test("for mongoimport: ids, dates and money by their types, a document on each line")
    func mongo() async throws {
        let harness = try await Harness()
        let id = try await call(harness)
        let lead = try #require(try await harness.store.call(id)?.leadID)
        let answer = try await export(harness, "format=mongo")
        let expected = """
            {"_id":{"$oid":"\(id)"},"userId":{"$oid":"000000000000000000000001"},
             "agentId":{"$oid":"\(harness.ada.id)"},"leadId":{"$oid":"\(lead)"},"elevenLabsCallId":"CA1",
             "conversationId":null,"phoneNumber":"+14155550123","status":"completed","direction":"outbound",
             "duration":61,"durationMinutes":2,
             "metadata":{"twilioCallSid":"CA1","fromNumber":"+12125550199","method":"twilio_elevenlabs_websocket",
              "testCall":false,"liveCall":true,"bulkCall":false,"initiatedFrom":"live-call"},
             "cost":{"totalCost":{"$numberDecimal":"0.2"},"costPerMinute":{"$numberDecimal":"0.1"}},
             "transcript":[{"role":"agent","message":"Hello, \\"Grace\\"","timeInCall":0.4}],
             "toolCalls":[{"id":"t1","name":"book","parameters":{"day":"Tue","slots":[1]},"result":null,"isError":null,
              "timeInCall":3}],
             "endedReason":"caller-hung-up","answeredBy":null,
             "createdAt":{"$date":"2026-03-16T10:00:00.000Z"},"updatedAt":{"$date":"2026-03-16T10:00:00.000Z"}}
            """
        #expect(answer.text.hasSuffix("}\n"))
        #expect(!answer.text.dropLast().contains("\n"))
        #expect(try canonical(answer.body) == canonical(expected))
    }

    @Test(
        "MongoDB's own library reads it, whatever a tool was called with",
        .enabled(if: PythonPeer.isInstalled("bson"), "scripts/python-peers installs it"))
    func mongoReads() async throws {
        let harness = try await Harness()
        let id = try await call(harness)
        for parameters in [
            #"{"$oid":"none","a":[{"$date":{"$numberLong":"x"}}],"b.c":1.5}"#, "no JSON", "[1,\"$where\"]",
        ] {
            try await harness.record([(5_000, .toolCall(id: "t", name: "odd", parameters: parameters))], of: id)
        }
        let answer = try await export(harness, "format=mongo")
        let file = harness.directory.file("calls.jsonl")
        try Data(answer.body).write(to: URL(filePath: file))
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "extended_json.py").path
        let result = await (try PythonPeer.start(script, input: file)).result()
        try #require(result.code == 0, "\(result.error)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let types = try #require(object["types"] as? [String: String])
        for (name, type) in [
            "_id": "ObjectId", "userId": "ObjectId", "agentId": "ObjectId", "leadId": "ObjectId",
            "createdAt": "datetime",
            "updatedAt": "datetime", "totalCost": "Decimal128", "duration": "int", "phoneNumber": "str",
        ] { #expect(types[name] == type, "\(name)") }
        let parameters = try #require(object["parameters"] as? [Any])
        #expect(parameters.count == 4)
        let odd = try #require(parameters[1] as? [String: Any])
        #expect(odd["\u{FF04}oid"] as? String == "none", "\(odd)")
        #expect(parameters[3] as? [AnyHashable] == [1, "$where"])
    }

    @Test("filters and pages are those of the list")
    func pages() async throws {
        let harness = try await Harness()
        for second in 0..<3 { try await harness.addCall(second, status: second == 1 ? .busy : .failed) }
        let first = try await export(harness, "format=jsonl&limit=2")
        #expect(first.text.split(separator: "\n").count == 2)
        let cursor = try #require(first.headers["X-Next-Cursor"])
        let second = try await export(harness, "format=jsonl&limit=2&cursor=\(cursor)")
        #expect(second.text.split(separator: "\n").count == 1)
        #expect(second.headers["X-Next-Cursor"] == nil)
        #expect(try await export(harness, "format=mongo&status=busy").text.split(separator: "\n").count == 1)
        #expect(try await harness.send(.get, "/api/calls/export?format=xls").status == .unprocessableContent)
    }
}
