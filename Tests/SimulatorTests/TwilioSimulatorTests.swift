import FoundationEssentials
import HTTP
import Testing
import Transport
import Twilio
import WebSocket

@testable import Simulator

@Suite("The simulated Twilio against a server", .timeLimit(.minutes(2)))
struct TwilioSimulatorTests {
    /// A simulated Twilio, a bridge and a client on one loop.
    private struct Rig {
        let group: EventLoopGroup
        let twilio: TwilioSimulator
        let bridge: TestBridge
        let server: HTTPServer
        let client: HTTPClient
        let account: TwilioAccount

        func place(
            to: String = "+14155550100", url: String = "\(TestBridge.publicURL)/voice", timeLimit: Int? = nil
        ) async throws -> String {
            let order = CallOrder(
                to: to, from: "+12125550199", url: url, statusCallback: "\(TestBridge.publicURL)/status",
                timeLimit: timeLimit)
            return try CallResource(answer: try await client.send(account.createCall(order))).sid
        }

        func end() async {
            await twilio.stop()
            await server.stop()
            await client.shutDown()
            await group.shutDown()
        }
    }

    private static let moments = CallTiming(
        initiated: .milliseconds(5), ringing: .milliseconds(5), answer: .milliseconds(20),
        character: .milliseconds(2))

    private func withRig(
        _ callee: Callee, plan: TestBridge.Plan = .init(), documents: [String: String]? = nil,
        configure: (inout TwilioSimulator.Configuration) -> Void = { _ in }, _ body: (Rig) async throws -> Void
    ) async throws {
        let group = EventLoopGroup(count: 1)
        let bridge = TestBridge(plan, documents: documents ?? ["/voice": TestBridge.connect()])
        let server = try await HTTPServer(
            .init(address: .loopback()), on: group, responder: bridge, acceptor: bridge)
        var configuration = TwilioSimulator.Configuration(
            accountSID: TestBridge.account, authToken: TestBridge.token, callee: callee, timing: Self.moments)
        configure(&configuration)
        let twilio = try await TwilioSimulator(configuration, on: group)
        twilio.reach(TestBridge.publicURL, at: "http://\(server.address)")
        let url = try #require(URL(string: twilio.baseURL))
        let account = TwilioAccount(accountSID: TestBridge.account, authToken: TestBridge.token, apiURL: url)
        let rig = Rig(
            group: group, twilio: twilio, bridge: bridge, server: server, client: HTTPClient(on: group),
            account: account)
        do {
            try await body(rig)
        } catch {
            Issue.record(error)
        }
        await rig.end()
    }

    private let words = (0..<1600).map { UInt8(truncatingIfNeeded: $0 &* 37) }

    @Test("a whole call: signed webhooks in legal order, a stream both ways, and the callee hears what was sent")
    func wholeCall() async throws {
        let script = CallerScript([.say(words), .press("5"), .pause(.milliseconds(500)), .hangUp])
        var plan = TestBridge.Plan()
        plan.sound = (0..<2500).map { UInt8(truncatingIfNeeded: $0) }
        plan.messageSize = 700
        plan.mark = "end"
        try await withRig(.answers(script), plan: plan) { rig in
            let sid = try await rig.place()
            let report = try #require(await rig.twilio.ended(sid))
            #expect(report.status == "completed")
            #expect(rig.bridge.seen.refusals == [])
            #expect(rig.bridge.statuses == ["initiated", "ringing", "in-progress", "completed"])
            #expect(rig.bridge.streamEvents == ["stream-started", "stream-stopped"])
            let seen = rig.bridge.seen
            #expect(seen.start?.callSID == sid)
            #expect(seen.start?.customParameters == ["attempt": "42"])
            #expect(seen.messages == ["connected", "dtmf 5", "mark end", "stop"])
            #expect(seen.sequence == (1...seen.sequence.count).map(String.init))
            #expect(seen.timestamps == seen.timestamps.indices.map { 102 + 20 * $0 })
            #expect(Array(seen.callerSound.prefix(1600)) == words)
            #expect(seen.callerSound.dropFirst(1600).allSatisfy { $0 == 0xFF })
            let stream = try #require(report.stream)
            #expect(stream.end == .callerHungUp)
            #expect(stream.framesSent == seen.timestamps.count)
            #expect(stream.bytesHeard == 2500)
            #expect(stream.truth.heard == plan.sound)
            #expect(stream.heardMatchesSent)
            #expect(stream.marksReceived == 1)
            #expect(stream.marksEchoed == 1)
            #expect(stream.warnings == [])
        }
    }

    @Test("webhooks bear the fields and header names of captured ones, numbers counted from 0")
    func webhookFields() async throws {
        try await withRig(.answers(CallerScript([.hangUp]))) { rig in
            let sid = try await rig.place()
            _ = await rig.twilio.ended(sid)
            let hooks = rig.bridge.seen.webhooks
            let status = hooks.filter { $0.path == "/status" }.map(\.fields)
            #expect(status.map { $0.value("SequenceNumber") } == ["0", "1", "2", "3"])
            #expect(status.allSatisfy { $0.value("CallSid") == sid })
            #expect(status.last?.value("CallDuration") == "0")
            #expect(
                status.last?.map(\.name).prefix(6) == [
                    "Called", "ToState", "CallerCountry", "Direction", "Timestamp", "CallbackSource",
                ])
            let voice = try #require(hooks.first { $0.path == "/voice" }).fields
            #expect(voice.value("CallStatus") == "in-progress")
            #expect(voice.value("SequenceNumber") == nil)
            let headers = rig.bridge.seen.headers
            #expect(headers.first?["User-Agent"] == "TwilioProxy/1.1")
            #expect(headers.contains { $0["User-Agent"] == "Twilio.TmeWs/1.0" && $0["Origin"] == nil })
        }
    }

    @Test("the server closes the stream: what follows </Connect> runs")
    func serverCloses() async throws {
        var plan = TestBridge.Plan()
        plan.closesAfter = 5
        let document = TestBridge.connect(then: "<Say>Goodbye.</Say>")
        try await withRig(.answers(.listening(for: .seconds(30))), plan: plan, documents: ["/voice": document]) { rig in
            let sid = try await rig.place()
            let report = try #require(await rig.twilio.ended(sid))
            #expect(report.spoken == ["Goodbye."])
            #expect(report.status == "completed")
            #expect(rig.bridge.seen.messages == ["connected"])
            guard case .serverClosed(let reason) = report.stream?.end else {
                Issue.record("\(String(describing: report.stream?.end))")
                return
            }
            #expect(reason.wasClean)
        }
    }

    @Test("the server's connection drops: an error is told, and the rest of the document runs")
    func serverDrops() async throws {
        var plan = TestBridge.Plan()
        plan.dropsAfter = 3
        let document = TestBridge.connect(then: "<Say>Sorry.</Say>")
        try await withRig(.answers(.listening(for: .seconds(30))), plan: plan, documents: ["/voice": document]) { rig in
            let sid = try await rig.place()
            let report = try #require(await rig.twilio.ended(sid))
            #expect(report.spoken == ["Sorry."])
            #expect(rig.bridge.streamEvents == ["stream-started", "stream-error"])
            #expect(report.problems.first?.hasPrefix("31903") == true)
        }
    }

    @Test("REST ends the call: stop, a close frame, completed")
    func restEnds() async throws {
        try await withRig(.answers(.listening(for: .seconds(30)))) { rig in
            let events = rig.twilio.events()
            let sid = try await rig.place()
            for await event in events {
                if case .streamStarted = event { break }
            }
            let answer = try await rig.client.send(rig.account.hangUp(callSID: sid))
            #expect(answer.status == .ok)
            let report = try #require(await rig.twilio.ended(sid))
            #expect(report.stream?.end == .stopped)
            #expect(rig.bridge.seen.messages.last == "stop")
            #expect(rig.bridge.statuses.last == "completed")
            let again = try await rig.client.send(rig.account.hangUp(callSID: sid))
            #expect(again.status == .badRequest)
            let fetched = try CallResource(answer: try await rig.client.send(rig.account.fetch(callSID: sid)))
            #expect(fetched.status == "completed")
        }
    }

    @Test("REST sends the call elsewhere: the stream is stopped and the new document runs")
    func restRedirects() async throws {
        try await withRig(.answers(.listening(for: .seconds(30)))) { rig in
            let events = rig.twilio.events()
            let sid = try await rig.place()
            for await event in events {
                if case .streamStarted = event { break }
            }
            let update = rig.account.hangUp(callSID: sid)
            let form = FormCoding.encode([.init("Twiml", "<Response><Say>Transferred.</Say></Response>")])
            let request = OutgoingRequest(.post, update.url, headers: update.headers, body: form)
            #expect(try await rig.client.send(request).status == .ok)
            let report = try #require(await rig.twilio.ended(sid))
            #expect(report.stream?.end == .stopped)
            #expect(report.spoken == ["Transferred."])
        }
    }

    @Test("a clear drops what waits, and the mark comes back at once")
    func clears() async throws {
        var plan = TestBridge.Plan()
        plan.sound = [UInt8](repeating: 0x42, count: 80_000)
        plan.mark = "long"
        plan.clearsAfter = 5
        plan.closesOnMark = true
        try await withRig(.answers(.listening(for: .seconds(30))), plan: plan) { rig in
            let sid = try await rig.place()
            let stream = try #require(await rig.twilio.ended(sid)?.stream)
            #expect(stream.bytesReceived == 80_000)
            #expect(stream.bytesCleared > 60_000)
            #expect(stream.bytesHeard + stream.bytesCleared == 80_000)
            #expect(stream.clearsReceived == 1)
            #expect(stream.heardMatchesSent)
            #expect(rig.bridge.seen.messages == ["connected", "mark long"])
        }
    }

    @Test("the line is kept from the stream's start, silence between, and its time is that of the caller's frames")
    func line() async throws {
        let silence = [UInt8](repeating: 0xFF, count: 480)
        var plan = TestBridge.Plan()
        plan.sound = ToneWords([4, 11]).muLaw + silence + ToneWords([24]).muLaw
        plan.mark = "heard"
        plan.closesOnMark = true
        try await withRig(.answers(.listening(for: .seconds(30))), plan: plan, configure: { $0.recordsLine = true }) {
            rig in
            let sid = try await rig.place()
            let stream = try #require(await rig.twilio.ended(sid)?.stream)
            let line = stream.line
            #expect(line.count % 160 == 0)
            #expect(stream.lineStart == .milliseconds(2))
            // The caller's frames began with the sixth 20 ms of the line; the frame of this number bears this timestamp.
            let frames = line.count / 160 - 5
            #expect(abs(frames - stream.framesSent) <= 1)
            #expect(stream.lineStart + .milliseconds(20) * 5 == .milliseconds(rig.bridge.seen.timestamps[0]))
            let words = ToneWordDecoder().words(in: line)
            #expect(words.map(\.number) == [4, 11, 24])
            let first = try #require(line.firstRange(of: plan.sound)?.lowerBound)
            #expect(line[..<first].allSatisfy { $0 == 0xFF })
            #expect(words.map { ($0.start - first) / 8 }.allSatisfy { $0 >= 0 })
            #expect((600 + 60...604 + 60).contains((words[2].start - first) / 8))
        }
        try await withRig(.answers(CallerScript([.pause(.milliseconds(60)), .hangUp]))) { rig in
            let sid = try await rig.place()
            #expect(try #require(await rig.twilio.ended(sid)?.stream).line == [])
        }
    }

    @Test("marks come late, or never, where that is asked for")
    func markFaults() async throws {
        var plan = TestBridge.Plan()
        plan.sound = words
        plan.mark = "late"
        plan.closesOnMark = true
        let delay = Duration.milliseconds(300)
        try await withRig(
            .answers(.listening(for: .seconds(30))), plan: plan,
            configure: { $0.markFaults = MarkFaults(delay: delay...delay) }
        ) { rig in
            let sid = try await rig.place()
            let stream = try #require(await rig.twilio.ended(sid)?.stream)
            #expect(stream.marksEchoed == 1)
            #expect(stream.bytesHeard == words.count)
            // 0.2 s of sound and the delay, in frames of the caller's.
            #expect(stream.framesSent >= 20)
        }
        plan.closesAfter = 20
        try await withRig(
            .answers(.listening(for: .seconds(30))), plan: plan, configure: { $0.markFaults = MarkFaults(lossEvery: 1) }
        ) { rig in
            let sid = try await rig.place()
            let stream = try #require(await rig.twilio.ended(sid)?.stream)
            #expect(stream.marksReceived == 1)
            #expect(stream.marksEchoed == 0)
            #expect(stream.marksLost == 1)
            #expect(!rig.bridge.seen.messages.contains("mark late"))
        }
    }

    @Test("messages that Twilio would not take are warned of once and change nothing")
    func invalidMessages() async throws {
        var plan = TestBridge.Plan()
        plan.texts = ["{", #"{"event":"clear","streamSid":"MZ0"}"#]
        plan.sendsBinary = true
        plan.sound = words
        plan.mark = "played"
        plan.closesOnMark = true
        try await withRig(.answers(.listening(for: .seconds(30))), plan: plan) { rig in
            let sid = try await rig.place()
            let stream = try #require(await rig.twilio.ended(sid)?.stream)
            #expect(Set(stream.warnings) == [.invalidMessage, .malformedMessage])
            #expect(stream.warnings.count == 2)
            #expect(stream.bytesHeard == words.count)
        }
    }

    @Test(
        "calls that nobody answers end in their own way, without a document",
        arguments: [(Callee.busy, "busy"), (.fails, "failed"), (.noAnswer, "no-answer")])
    func unanswered(callee: Callee, status: String) async throws {
        try await withRig(callee) { rig in
            let sid = try await rig.place()
            let report = try #require(await rig.twilio.ended(sid))
            #expect(report.status == status)
            #expect(rig.bridge.statuses == ["initiated", "ringing", status])
            #expect(!rig.bridge.seen.webhooks.contains { $0.path == "/voice" })
        }
    }

    @Test("a call is cancelled while it rings")
    func cancelled() async throws {
        try await withRig(.noAnswer) { rig in
            let events = rig.twilio.events()
            let sid = try await rig.place()
            for await event in events {
                if case .status(_, "ringing") = event { break }
            }
            _ = try await rig.client.send(rig.account.cancel(callSID: sid))
            #expect(await rig.twilio.ended(sid)?.status == "canceled")
            #expect(rig.bridge.statuses.last == "canceled")
        }
    }

    @Test("a document that cannot be had ends the call and is noted as Twilio's debugger does")
    func noDocument() async throws {
        try await withRig(.answers(.listening(for: .seconds(30)))) { rig in
            let missing = try await rig.place(url: "\(TestBridge.publicURL)/missing")
            let report = try #require(await rig.twilio.ended(missing))
            #expect(report.status == "completed")
            #expect(report.problems.first?.hasPrefix("12300") == true)
        }
    }

    @Test("a stream URL with a query is refused as a failed handshake")
    func streamQuery() async throws {
        let document = "<Response><Connect><Stream url=\"wss://bridge.example.com/media?a=b\"/></Connect></Response>"
        try await withRig(.answers(.listening(for: .seconds(9))), documents: ["/voice": document]) { rig in
            let sid = try await rig.place()
            let report = try #require(await rig.twilio.ended(sid))
            #expect(report.problems.first?.hasPrefix("31920") == true)
            #expect(report.streams == [])
        }
    }

    @Test("the API refuses wrong credentials, unknown paths and bad orders with Twilio's bodies, and lists by number")
    func api() async throws {
        try await withRig(.busy) { rig in
            let url = try #require(URL(string: rig.twilio.baseURL))
            let stranger = TwilioAccount(accountSID: TestBridge.account, authToken: "wrong", apiURL: url)
            let refused = try await rig.client.send(stranger.fetch(callSID: "CA1"))
            #expect(TwilioRESTError(response: refused).code == 20003)
            #expect(refused.status == .unauthorized)
            let unknown = try await rig.client.send(rig.account.fetch(callSID: "CA1"))
            #expect(TwilioRESTError(response: unknown).code == 20404)
            await #expect(throws: TwilioRESTError.self) { _ = try await rig.place(to: "12345") }
            let sid = try await rig.place(to: "+14155550111")
            _ = try await rig.place(to: "+14155550122")
            let list = rig.account.listCalls(to: "+14155550111", from: nil, startedAfter: nil)
            let calls = try CallResource.list(answer: try await rig.client.send(list))
            #expect(calls.map(\.sid) == [sid])
            let later = rig.account.listCalls(to: nil, from: nil, startedAfter: Date() + 60)
            #expect(try CallResource.list(answer: try await rig.client.send(later)).isEmpty)
        }
    }
}

extension [FormCoding.Field] {
    fileprivate func value(_ name: String) -> String? { first { $0.name == name }?.value }
}
