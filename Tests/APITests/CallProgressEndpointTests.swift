import Calls
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import API

@Suite("Twilio reports how a call gets on")
struct CallProgressEndpointTests {
    private func report(
        _ harness: Harness, _ call: RecordID, _ status: String, duration: Int? = nil, sid: String = "CA1"
    ) async throws -> HTTPResponse {
        let target = "/api/webhooks/twilio/call-status?callLogId=\(call)"
        guard let duration else {
            return try await harness.webhook(target, ["CallSid": sid, "CallStatus": status])
        }
        return try await harness.webhook(
            target, ["CallSid": sid, "CallStatus": status, "CallDuration": "\(duration)", "Duration": "1"])
    }

    @Test("each step is in the store before it is acknowledged")
    func steps() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        for (word, status) in [
            ("initiated", CallStatus.initiated), ("ringing", .ringing), ("in-progress", .inProgress),
        ] {
            let answer = try await report(harness, id, word)
            #expect(answer.status == .noContent)
            #expect(answer.body.isEmpty)
            let stored = try await SQLiteStore(path: harness.directory.file("calls.db")).call(id)
            #expect(stored?.status == status)
        }
        _ = try await report(harness, id, "completed", duration: 49)
        let call = try #require(try await harness.store.call(id))
        #expect(call.status == .completed)
        #expect(call.duration == 49)
    }

    @Test("reports in any order, doubled, at once, lead to the same log")
    func anyOrder() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            let harness = try await Harness()
            let id = try await harness.placedCall()
            let words = ["initiated", "ringing", "in-progress", "completed"]
            try await withThrowingTaskGroup(of: HTTPStatus.self) { group in
                for word in (words + words).shuffled(using: &random) {
                    group.addTask {
                        try await report(harness, id, word, duration: word == "completed" ? 9 : nil).status
                    }
                }
                for try await status in group { #expect(status == .noContent) }
            }
            let call = try #require(try await harness.store.call(id))
            #expect(call.status == .completed, "seed \(seed)")
            #expect(call.duration == 9, "seed \(seed)")
            #expect(call.endReason == .noStream, "seed \(seed)")
            let kinds = try await harness.store.events(of: id).map(\.kind)
            #expect(Set(kinds).count == kinds.count, "seed \(seed): \(kinds)")
        }
    }

    @Test(
        "the four reports of a call in each of their 24 orders lead to the same log",
        arguments: [("completed", CallStatus.completed), ("busy", .busy), ("canceled", .canceled)])
    func everyOrder(word: String, status: CallStatus) async throws {
        let harness = try await Harness()
        let words = ["initiated", "ringing", "in-progress", word]
        var orders: [[String]] = [[]]
        for word in words {
            orders = orders.flatMap { order in
                (0...order.count).map { at in
                    var longer = order
                    longer.insert(word, at: at)
                    return longer
                }
            }
        }
        #expect(Set(orders).count == 24)
        for (number, order) in orders.enumerated() {
            let sid = "CA\(number)"
            let id = try await harness.addCall(number, sid: sid)
            for report in order {
                let answer = try await self.report(harness, id, report, duration: report == word ? 9 : nil, sid: sid)
                #expect(answer.status == .noContent)
            }
            let call = try #require(try await harness.store.call(id))
            #expect(call.status == status, "\(order)")
            #expect(call.duration == 9, "\(order)")
            #expect(call.endReason == (word == "completed" ? .noStream : .notAnswered), "\(order)")
        }
    }

    @Test("the same report twice gives the same answer and one row")
    func replay() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        #expect(try await report(harness, id, "busy", duration: 0) == report(harness, id, "busy", duration: 0))
        #expect(
            try await harness.store.events(of: id).map(\.kind) == [
                .dialed(twilioCallSID: "CA1"), .status(.busy, duration: 0), .ended(.notAnswered, detail: "busy"),
            ])
    }

    @Test(
        "a call that was never answered ends with that reason",
        arguments: [
            ("busy", CallStatus.busy), ("no-answer", .noAnswer), ("failed", .failed), ("canceled", .canceled),
        ])
    func notAnswered(word: String, status: CallStatus) async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        _ = try await report(harness, id, "ringing")
        _ = try await report(harness, id, word, duration: 0)
        let call = try #require(try await harness.store.call(id))
        #expect(call.status == status)
        #expect(call.endReason == .notAnswered)
        #expect(call.endDetail == word)
        #expect(try await harness.store.unfinishedCalls().isEmpty)
    }

    @Test("a live stream of a call that is over is ended by the relay, which has the last word")
    func liveStream() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        let reasons = Mutex<[CallEndReason]>([])
        let claimed = harness.live.claim(twilioCallSID: "CA1", call: id) { reason in
            reasons.withLock { $0.append(reason) }
        }
        #expect(claimed)
        _ = try await report(harness, id, "in-progress")
        #expect(reasons.withLock { $0.isEmpty })
        _ = try await report(harness, id, "completed", duration: 3)
        #expect(reasons.withLock { $0 } == [.callerHungUp])
        #expect(try await harness.store.call(id)?.endReason == nil)
    }

    @Test("the relay's reason stays when Twilio reports the end afterwards")
    func relayFirst() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        try await harness.record(.streamStarted(streamSID: "MZ1"), .ended(.agentEnded, detail: ""), of: id)
        #expect(try await harness.store.call(id)?.status == .inProgress)
        _ = try await report(harness, id, "completed", duration: 30)
        let call = try #require(try await harness.store.call(id))
        #expect(call.status == .completed)
        #expect(call.endReason == .agentEnded)
    }

    @Test("the end of a call whose relay died with its process is a restart's")
    func deadRelay() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        try await harness.record(.streamStarted(streamSID: "MZ1"), of: id)
        _ = try await report(harness, id, "completed", duration: 30)
        #expect(try await harness.store.call(id)?.endReason == .bridgeRestart)
    }

    @Test("a report before Twilio's answer to the order brings the SID")
    func beforeTheAnswer() async throws {
        let harness = try await Harness()
        harness.twilio.answer { [unowned harness] request in
            let order = Dictionary((FormCoding.decode(request.body) ?? []).map { ($0.name, $0.value) }) { $1 }
            let target = String((order["StatusCallback"] ?? "").dropFirst(Harness.publicURL.count))
            let answer = try? await harness.webhook(target, ["CallSid": "CA1", "CallStatus": "ringing"])
            #expect(answer?.status == .noContent)
            return TwilioDouble.created("CA1")
        }
        let id = try await harness.placedCall()
        #expect(
            try await harness.store.events(of: id).map(\.kind) == [
                .dialed(twilioCallSID: "CA1"), .status(.ringing, duration: nil),
            ])
    }

    @Test("reports of strange calls and strange words change nothing and are acknowledged")
    func strange() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        #expect(try await report(harness, id, "teleported").status == .noContent)
        #expect(try await report(harness, id, "completed", sid: "CA2").status == .noContent)
        #expect(try await report(harness, harness.ids.next(), "completed").status == .noContent)
        let unnamed = try await harness.webhook(
            "/api/webhooks/twilio/call-status", ["CallSid": "CA7", "CallStatus": "completed"])
        #expect(unnamed.status == .noContent)
        #expect(try await harness.store.call(id)?.status == .queued)
    }

    @Test("what is not durable is not acknowledged")
    func storeFails() async throws {
        let harness = try await Harness { BrokenStore($0, failing: [.flush]) }
        let id = harness.ids.next()
        try await harness.store.add(
            CallRecord(
                id: id, agentID: nil, elevenLabsAgentID: "agent_ada", leadID: nil, phoneNumber: "+14155550123",
                fromNumber: "+12125550199", direction: .outbound, origin: .liveCall, createdAt: TestClock.start),
            lead: nil)
        #expect(try await report(harness, id, "ringing").status == .serviceUnavailable)
    }

    @Test("unsigned reports change nothing")
    func unsigned() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        let target = "/api/webhooks/twilio/call-status?callLogId=\(id)"
        let fields: KeyValuePairs = ["CallSid": "CA1", "CallStatus": "completed"]
        let forged = try await harness.webhook(target, fields, token: "guess")
        #expect(forged.status == .forbidden)
        let malformed = try await harness.webhook(target, ["CallSid": "CA1"])
        #expect(malformed.status == .badRequest)
        #expect(try await harness.store.call(id)?.status == .queued)
    }
}
