import Calls
import HTTP
import Synchronization
import Testing

@testable import API

@Suite("Twilio says who answered, and what became of a stream")
struct AnsweredByEndpointTests {
    private func amd(_ harness: Harness, _ word: String, sid: String = "CA1") async throws -> HTTPResponse {
        try await harness.webhook(
            "/api/webhooks/twilio/amd",
            ["CallSid": sid, "AccountSid": "AC1", "AnsweredBy": word, "MachineDetectionDuration": "3380"])
    }

    @Test("the verdict is in the log, and the agent of a live call hears it once")
    func told() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        let told = Mutex<[String]>([])
        _ = harness.live.claim(twilioCallSID: "CA1", call: id, hangUp: { _ in }) { words in
            told.withLock { $0.append(words) }
        }
        for _ in 0..<2 { #expect(try await amd(harness, "machine_start").status == .noContent) }
        #expect(try await amd(harness, "human").status == .noContent)
        #expect(try await harness.status(id)["answeredBy"] as? String == "machine_start")
        #expect(
            told.withLock { $0 } == [
                "Machine detection: the phone was answered by an answering machine (machine_start)."
            ])
        #expect(
            try await harness.store.events(of: id).map(\.kind) == [
                .dialed(twilioCallSID: "CA1"), .answeredBy("machine_start", milliseconds: 3380),
            ])
    }

    @Test("a call that is not live keeps the verdict all the same, strange calls do not")
    func notLive() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        #expect(try await amd(harness, "human", sid: "CA9").status == .noContent)
        #expect(try await harness.store.call(id)?.answeredBy == nil)
        #expect(try await amd(harness, "human").status == .noContent)
        #expect(try await harness.store.call(id)?.answeredBy == "human")
    }

    @Test("detection that ran before the call, or is told with its end, counts likewise")
    func synchronous() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        _ = try await harness.webhook(
            "/api/webhooks/twilio/call-status?callLogId=\(id)",
            ["CallSid": "CA1", "CallStatus": "completed", "CallDuration": "9", "AnsweredBy": "fax"])
        #expect(try await harness.store.call(id)?.answeredBy == "fax")
    }

    private func stream(
        _ harness: Harness, _ event: String, error: String = "", sid: String = "CA1"
    ) async throws -> HTTPResponse {
        try await harness.webhook(
            "/api/webhooks/twilio/stream-status",
            [
                "CallSid": sid, "AccountSid": "AC1", "StreamSid": "MZ1", "StreamEvent": event, "StreamError": error,
                "Timestamp": "2026-03-16T10:00:06.115402168Z",
            ])
    }

    @Test("a stream's failure is in the log once, with what to do about it; its start and stop leave no trace")
    func streamError() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        let words = "Stream - Handshake error: status 403 (31920)"
        for (event, error) in [("stream-started", ""), ("stream-error", words), ("stream-error", words)] {
            #expect(try await stream(harness, event, error: error).status == .noContent)
        }
        #expect(try await stream(harness, "stream-stopped").status == .noContent)
        #expect(try await stream(harness, "stream-error", error: words, sid: "CA9").status == .noContent)
        let events = try await harness.store.events(of: id)
        #expect(events.count == 2)
        guard case .reportedProblem("stream-error", let message) = events.last?.kind else {
            Issue.record("\(events)")
            return
        }
        #expect(message.hasPrefix(words))
        #expect(message.contains("TWILIO_AUTH_TOKEN"))
        let shown = try #require(try await harness.status(id)["events"] as? [[String: Any]])
        #expect(shown.first?["type"] as? String == "problem")
        #expect(shown.first?["code"] as? String == "stream-error")
    }

    @Test("unsigned and incomplete reports change nothing")
    func unsigned() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        for path in ["amd", "stream-status"] {
            let target = "/api/webhooks/twilio/\(path)"
            let forged = try await harness.webhook(target, ["CallSid": "CA1", "AnsweredBy": "human"], token: "guess")
            #expect(forged.status == .forbidden)
            #expect(try await harness.webhook(target, ["CallSid": "CA1"]).status == .badRequest)
        }
        #expect(try await harness.store.events(of: id).count == 1)
    }
}
