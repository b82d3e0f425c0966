import Calls
import HTTP
import TestSupport
import Testing
import Twilio

@testable import API

@Suite("Somebody calls one of our numbers")
struct InboundEndpointTests {
    private static let path = "/api/webhooks/twilio/inbound"

    private func call(
        _ harness: Harness, sid: String = "CA7", from: String = "+14155550123", to: String = "+12125550199"
    ) async throws -> TwiML {
        let answer = try await harness.webhook(
            Self.path,
            [
                "CallSid": sid, "AccountSid": "AC1", "From": from, "To": to, "CallStatus": "ringing",
                "Direction": "inbound", "FromCity": "",
            ])
        #expect(answer.status == .ok)
        #expect(answer.headers["Content-Type"]?.hasPrefix("text/xml") == true)
        return try TwiML(parsing: answer.body.span)
    }

    private func ticket(_ document: TwiML, _ harness: Harness, sid: String = "CA7") throws -> StreamTicket? {
        guard case .connect(let stream) = document.verbs.first else { return nil }
        let token = try #require(stream.parameters.first { $0.name == "token" }).value
        return harness.live.redeem(token, twilioCallSID: sid, now: harness.clock.api.now())
    }

    private func words(_ document: TwiML) -> String {
        guard case .say(let words, _, _) = document.verbs.first, document.verbs.last == .hangup else { return "" }
        return words
    }

    @Test("the called number's agent gets the call, which is in the log before Twilio hears of it")
    func routed() async throws {
        let harness = try await Harness(
            defaultAgent: "agent_default", configure: { $0.inbound.agents = ["+12125550199": "agent_ada"] })
        let ticket = try #require(try ticket(try await call(harness), harness))
        #expect(ticket.elevenLabsAgentID == "agent_ada")
        #expect(ticket.dynamicVariables["caller_number"] == "+14155550123")
        #expect(ticket.dynamicVariables["called_number"] == "+12125550199")
        let stored = try #require(try await SQLiteStore(path: harness.directory.file("calls.db")).call(ticket.callID))
        #expect(stored.direction == .inbound)
        #expect(stored.origin == .inboundCall)
        #expect(stored.status == .ringing)
        #expect(stored.agentID == harness.ada.id)
        #expect(stored.twilioCallSID == "CA7")
        #expect(stored.phoneNumber == "+14155550123")
        #expect(stored.fromNumber == "+12125550199")
        let shown = try await harness.status(ticket.callID)
        #expect(shown["direction"] as? String == "inbound")
    }

    @Test("other numbers get the default agent; where there is none, an apology and no line in the log")
    func defaultAgent() async throws {
        let harness = try await Harness(
            defaultAgent: "agent_default", configure: { $0.inbound.agents = ["+13105550100": "agent_ada"] })
        #expect(try ticket(try await call(harness), harness)?.elevenLabsAgentID == "agent_default")
        for agents in [[:], ["+12125550199": "0123456789abcdef01234567"]] {
            let lonely = try await Harness(configure: { $0.inbound.agents = agents })
            #expect(words(try await call(lonely)).contains("sorry"))
            #expect(try await lonely.store.unfinishedCalls().isEmpty)
        }
    }

    @Test("a caller who is a lead is known to the agent")
    func lead() async throws {
        let harness = try await Harness(defaultAgent: "agent_ada")
        let lead = Lead(
            id: harness.ids.next(), name: "Grace", phoneNumber: "+14155550123", notes: "VIP", createdAt: TestClock.start
        )
        try await harness.store.save(lead)
        let ticket = try #require(try ticket(try await call(harness), harness))
        #expect(ticket.dynamicVariables["lead_name"] == "Grace")
        #expect(try await harness.store.call(ticket.callID)?.leadID == lead.id)
    }

    @Test("the same webhook twice, also at the same time, is one call")
    func doubled() async throws {
        let harness = try await Harness(defaultAgent: "agent_ada")
        let documents = try await withThrowingTaskGroup(of: TwiML.self) { group in
            for _ in 0..<8 { group.addTask { try await call(harness) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let ids = try documents.map { try ticket($0, harness)?.callID }
        #expect(Set(ids).count == 1)
        #expect(ids.first != .some(nil))
        #expect(try await harness.store.unfinishedCalls().count == 1)
    }

    @Test("a call that is over is not begun again")
    func over() async throws {
        let harness = try await Harness(defaultAgent: "agent_ada")
        let ticket = try #require(try ticket(try await call(harness), harness))
        try await harness.record(.status(.completed, duration: 3), of: ticket.callID)
        #expect(words(try await call(harness)).contains("sorry"))
    }

    @Test("a server on its way down, or with as many calls as it may have, refuses politely")
    func full() async throws {
        let harness = try await Harness(defaultAgent: "agent_ada", configure: { $0.inbound.concurrent = 2 })
        _ = harness.live.claim(twilioCallSID: "CA1", call: harness.ids.next()) { _ in }
        for sid in ["CA1", "CA2"] {
            #expect(
                try ticket(try await call(harness, sid: sid, from: "+1415555000\(sid.suffix(1))"), harness, sid: sid)
                    != nil)
        }
        #expect(words(try await call(harness, sid: "CA3")).contains("busy"))
        // After a minute only the stream that is live still counts.
        harness.clock.advance(by: .seconds(60))
        #expect(try ticket(try await call(harness, sid: "CA4"), harness, sid: "CA4") != nil)
        #expect(words(try await call(harness, sid: "CA5")).contains("busy"))
        #expect(try await harness.store.unfinishedCalls().count == 3)

        let draining = try await Harness(defaultAgent: "agent_ada")
        draining.api.beginDraining()
        #expect(words(try await call(draining)).contains("busy"))
        #expect(try await draining.store.unfinishedCalls().isEmpty)
    }

    @Test("a caller who calls again and again is refused, others are not; the end of a call makes room")
    func pumping() async throws {
        let harness = try await Harness(defaultAgent: "agent_ada", configure: { $0.inbound.dailyPerCaller = 5 })
        var welcome = 0
        for number in 0..<20 {
            let sid = "CA10\(number)"
            guard let ticket = try ticket(try await call(harness, sid: sid), harness, sid: sid) else { continue }
            welcome += 1
            guard number > 3 else { continue }
            _ = try await harness.webhook(
                "/api/webhooks/twilio/call-status", ["CallSid": sid, "CallStatus": "completed", "CallDuration": "1"])
            #expect(try await harness.store.call(ticket.callID)?.status == .completed)
        }
        #expect(welcome == 3)
        harness.clock.advance(by: .seconds(61))
        for number in 20..<40 {
            if try ticket(try await call(harness, sid: "CA10\(number)"), harness, sid: "CA10\(number)") != nil {
                welcome += 1
            }
        }
        #expect(welcome == 5)
        #expect(try ticket(try await call(harness, from: "+14155550999"), harness) != nil)
    }

    @Test("a store that fails is an apology, and takes no one's place")
    func storeFails() async throws {
        let harness = try await Harness(
            defaultAgent: "agent_ada", wrapping: { BrokenStore($0, failing: [.addCall]) },
            configure: { $0.inbound.concurrent = 1 })
        for sid in ["CA1", "CA2"] { #expect(words(try await call(harness, sid: sid)).contains("sorry")) }
    }

    @Test("unsigned webhooks are refused")
    func unsigned() async throws {
        let harness = try await Harness(defaultAgent: "agent_ada")
        let answer = try await harness.webhook(
            Self.path, ["CallSid": "CA1", "AccountSid": "AC1", "CallStatus": "ringing", "Direction": "inbound"],
            token: "guess")
        #expect(answer.status == .forbidden)
        #expect(try await harness.store.unfinishedCalls().isEmpty)
    }
}
