import Calls
import FoundationEssentials
import HTTP
import Synchronization
import Telemetry
import Testing
import Transport

@testable import API

@Suite("Calls that nobody looks after")
struct CallReconcilerTests {
    private func reconciler(_ harness: Harness) -> CallReconciler {
        CallReconciler(
            settings: harness.settings, store: harness.store, live: harness.live, http: harness.twilio,
            ids: harness.ids, log: .silent, clock: harness.clock.api)
    }

    /// What a process that died left behind; a minute passes before the next one starts.
    private func leftover(
        _ harness: Harness, _ kinds: [CallEvent.Kind], sid: String? = "CA1", origin: CallRecord.Origin = .liveCall
    ) async throws -> RecordID {
        var call = CallRecord(
            id: harness.ids.next(), agentID: nil, elevenLabsAgentID: "agent_ada", leadID: nil,
            phoneNumber: "+14155550123", fromNumber: "+12125550199", direction: .outbound, origin: origin,
            createdAt: TestClock.start)
        call.twilioCallSID = sid
        try await harness.store.add(call, lead: nil)
        try await harness.record(kinds.enumerated().map { ($0 * 1000, $1) }, of: call.id)
        return call.id
    }

    private static let talking: [CallEvent.Kind] = [
        .status(.inProgress, duration: nil), .streamStarted(streamSID: "MZ1"), .userTranscript(text: "Hi", eventID: 1),
    ]

    /// Starts the next process, so many seconds later, and expects this of the call.
    private func expect(
        _ harness: Harness, _ call: RecordID, after seconds: Int = 1, _ status: CallStatus, _ reason: CallEndReason?,
        duration: Int? = nil
    ) async throws {
        harness.clock.advance(by: .seconds(seconds))
        await reconciler(harness).settleLeftovers()
        let record = try #require(try await harness.store.call(call))
        #expect(record.status == status)
        #expect(record.endReason == reason)
        #expect(record.duration == duration)
    }

    // MARK: Twilio answers

    @Test("a call that ended meanwhile takes Twilio's status and seconds, and ended with the restart")
    func endedMeanwhile() async throws {
        let harness = try await Harness()
        let call = try await leftover(harness, Self.talking)
        harness.twilio.answer { _ in TwilioDouble.call("CA1", "completed", duration: 44) }
        try await expect(harness, call, .completed, .bridgeRestart, duration: 44)
        #expect(harness.twilio.requests.map(\.url.lastPathComponent) == ["CA1.json"])
        #expect(try await harness.store.unfinishedCalls().isEmpty)
    }

    @Test("a call that Twilio still holds open for a dead stream is hung up")
    func heldOpen() async throws {
        let harness = try await Harness()
        let call = try await leftover(harness, Self.talking)
        harness.twilio.answer { _ in TwilioDouble.call("CA1", "in-progress") }
        try await expect(harness, call, .completed, .bridgeRestart)
        #expect(harness.twilio.requests.map(\.method) == [.get, .post])
        #expect(harness.twilio.requests.last?.body == Array("Status=completed".utf8))
    }

    @Test("a call that rang itself out takes Twilio's word")
    func notAnswered() async throws {
        let harness = try await Harness()
        let call = try await leftover(harness, [.status(.ringing, duration: nil)])
        harness.twilio.answer { _ in TwilioDouble.call("CA1", "no-answer", duration: 0) }
        try await expect(harness, call, after: 86, .noAnswer, .notAnswered, duration: 0)
    }

    @Test("a call that may still ring is left to its webhooks, also when it rings for long")
    func stillRinging() async throws {
        let harness = try await Harness()
        let call = try await leftover(harness, [.status(.ringing, duration: nil)])
        harness.twilio.answer { _ in TwilioDouble.call("CA1", "ringing") }
        try await expect(harness, call, after: 10, .ringing, nil)
        #expect(harness.twilio.requests.isEmpty)
        try await expect(harness, call, after: 100, .ringing, nil)
        #expect(harness.twilio.requests.count == 1)
    }

    @Test("a call that Twilio does not know has failed, if it was not answered, and was never surely dialled")
    func unknownToTwilio() async throws {
        let harness = try await Harness()
        let call = try await leftover(harness, [])
        harness.twilio.answer { _ in TwilioDouble.error(404, 20404, "not found") }
        try await expect(harness, call, after: 86, .failed, .dialUncertain)
    }

    // MARK: Twilio does not answer

    @Test("without an answer a call with a dead stream has ended all the same")
    func unreachable() async throws {
        let harness = try await Harness()
        let first = try await leftover(harness, Self.talking)
        let second = try await leftover(harness, Self.talking, sid: "CA2")
        harness.twilio.answer { _ throws(HTTPClientError) in throw .timedOut }
        try await expect(harness, first, .completed, .bridgeRestart)
        try await expect(harness, second, .completed, .bridgeRestart)
        // One silence is enough: a thousand calls do not wait for a thousand deadlines.
        #expect(harness.twilio.requests.count == 1)
    }

    @Test("while Twilio is silent a call without a stream waits for it, but not for ever")
    func silence() async throws {
        let harness = try await Harness()
        let call = try await leftover(harness, [.status(.ringing, duration: nil)])
        harness.twilio.answer { _ throws(HTTPClientError) in throw .timedOut }
        try await expect(harness, call, after: 100, .ringing, nil)
        try await expect(harness, call, after: 800, .failed, .dialUncertain)
    }

    @Test("a process that goes down settles nothing by being unable to ask")
    func goingDown() async throws {
        let harness = try await Harness()
        let call = try await leftover(harness, Self.talking)
        let round = Mutex<Task<Void, Never>?>(nil)
        harness.twilio.answer { _ throws(HTTPClientError) in
            round.withLock { $0 }?.cancel()
            throw .shutDown
        }
        harness.clock.advance(by: .seconds(1))
        let reconciler = reconciler(harness)
        let (start, go) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for await _ in start { break }
            await reconciler.settleLeftovers()
        }
        round.withLock { $0 = task }
        go.yield()
        await task.value
        #expect(try await harness.store.call(call)?.status == .inProgress)
        #expect(harness.twilio.requests.count == 1)
    }

    @Test("an order whose answer never came, and of which no webhook told, has failed")
    func lostOrder() async throws {
        let harness = try await Harness()
        let call = try await leftover(harness, [.problem(code: "dial-uncertain", message: "timed out")], sid: nil)
        try await expect(harness, call, after: 10, .queued, nil)
        try await expect(harness, call, after: 80, .failed, .dialUncertain)
        #expect(harness.twilio.requests.isEmpty)
    }

    @Test("without a Twilio account everything is settled at once; a direct stream lasted as long as its last news")
    func noAccount() async throws {
        let harness = try await Harness(hasTwilio: false)
        let direct = try await leftover(harness, Array(Self.talking.dropFirst()), origin: .directStream)
        let never = try await leftover(harness, [], sid: nil)
        try await expect(harness, direct, .completed, .bridgeRestart, duration: 1)
        try await expect(harness, never, .failed, .dialUncertain)
    }

    // MARK: What must stay as it is

    @Test("a call that is live here is nobody's leftover")
    func live() async throws {
        let harness = try await Harness()
        let call = try await leftover(harness, Self.talking)
        let claimed = harness.live.claim(twilioCallSID: "CA1", call: call) { _ in }
        #expect(claimed)
        try await expect(harness, call, .inProgress, nil)
        #expect(harness.twilio.requests.isEmpty)
    }

    @Test("a stream that comes while Twilio is asked wins")
    func comesMeanwhile() async throws {
        let harness = try await Harness()
        let call = try await leftover(harness, [.status(.inProgress, duration: nil)])
        harness.twilio.answer { [unowned harness] _ in
            #expect(harness.live.claim(twilioCallSID: "CA1", call: call) { _ in })
            return TwilioDouble.call("CA1", "in-progress")
        }
        try await expect(harness, call, after: 61, .inProgress, nil)
        #expect(harness.twilio.requests.count == 1)
    }

    @Test("a call ordered after the start is not a leftover")
    func newCall() async throws {
        let harness = try await Harness(hasTwilio: false)
        let reconciler = reconciler(harness)
        let call = try await leftover(harness, [], sid: nil)
        await reconciler.settleLeftovers()
        #expect(try await harness.store.call(call)?.status == .queued)
    }

    @Test("an end without its reason gets one; one that is whole is left alone")
    func reasonMissing() async throws {
        let harness = try await Harness()
        let call = try await leftover(harness, Self.talking + [.status(.completed, duration: 5)])
        let whole = try await leftover(
            harness, Self.talking + [.ended(.agentEnded, detail: ""), .status(.completed, duration: 5)], sid: "CA2")
        let before = try await harness.store.call(whole)
        try await expect(harness, call, .completed, .bridgeRestart, duration: 5)
        #expect(try await harness.store.call(whole) == before)
        #expect(harness.twilio.requests.isEmpty)
    }

    // MARK: Afterwards

    @Test("the watch ends answered calls that never got a stream, and calls whose last report was lost")
    func watch() async throws {
        let harness = try await Harness()
        let silent = try await leftover(harness, [.status(.inProgress, duration: nil)])
        let ended = try await leftover(harness, Self.talking + [.ended(.agentEnded, detail: "")], sid: "CA2")
        harness.twilio.answer { request in
            request.url.path.contains("CA1")
                ? TwilioDouble.call("CA1", "in-progress") : TwilioDouble.call("CA2", "completed", duration: 7)
        }
        harness.clock.advance(by: .seconds(61))
        await reconciler(harness).settle { _, _ in .seconds(60) }
        let first = try #require(try await harness.store.call(silent))
        #expect(first.status == .completed)
        #expect(first.endReason == .noStream)
        let second = try #require(try await harness.store.call(ended))
        #expect(second.status == .completed)
        #expect(second.duration == 7)
        #expect(second.endReason == .agentEnded)
    }

    @Test("the watch asks after thirty calls a round at most, and comes to everyone in turn")
    func boundedRate() async throws {
        let harness = try await Harness()
        for number in 0..<70 { _ = try await leftover(harness, [.status(.ringing, duration: nil)], sid: "CA\(number)") }
        harness.twilio.answer { request in
            TwilioDouble.call(request.url.deletingPathExtension().lastPathComponent, "ringing")
        }
        harness.clock.advance(by: .seconds(600))
        let reconciler = reconciler(harness)
        for round in 1...3 {
            await reconciler.watchRound()
            #expect(harness.twilio.requests.count == round * 30)
        }
        #expect(Set(harness.twilio.requests.map(\.url)).count == 70)
        #expect(Set(harness.twilio.requests.prefix(60).map(\.url)).count == 60)
    }

    @Test("settling twice changes nothing")
    func twice() async throws {
        let harness = try await Harness()
        let call = try await leftover(harness, Self.talking)
        harness.twilio.answer { _ in TwilioDouble.call("CA1", "completed", duration: 44) }
        try await expect(harness, call, .completed, .bridgeRestart, duration: 44)
        let events = try await harness.store.events(of: call)
        try await expect(harness, call, .completed, .bridgeRestart, duration: 44)
        #expect(try await harness.store.events(of: call) == events)
    }

    @Test("a webhook that comes after all brings the seconds and changes nothing else")
    func lateWebhook() async throws {
        let harness = try await Harness()
        let call = try await leftover(harness, Self.talking)
        harness.twilio.answer { _ throws(HTTPClientError) in throw .timedOut }
        try await expect(harness, call, .completed, .bridgeRestart)
        let answer = try await harness.webhook(
            "/api/webhooks/twilio/call-status?callLogId=\(call)",
            ["CallSid": "CA1", "CallStatus": "completed", "CallDuration": "44"])
        #expect(answer.status == .noContent)
        let record = try #require(try await harness.store.call(call))
        #expect(record.duration == 44)
        #expect(record.endReason == .bridgeRestart)
    }
}
