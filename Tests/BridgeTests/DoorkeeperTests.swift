import Calls
import Testing
import Transport
import Twilio

@testable import Bridge

@Suite("What a stream's start is worth") struct DoorkeeperTests {
    let t0 = ContinuousClock.now
    let tokenOnly = BridgeSettings.StreamAuthentication.token(
        signature: RequestSignature(authToken: "x"), streamURL: "wss://example.com/media")

    private func live(_ ticket: StreamTicket = Make.ticket) -> LiveCalls {
        let live = LiveCalls(makeToken: { "secret" })
        _ = live.issue(ticket, now: t0)
        return live
    }

    @Test("a token lets its own call in, once")
    func token() {
        let doorkeeper = Doorkeeper(environment: .make(authentication: tokenOnly, live: live()))
        let start = Make.start(parameters: ["token": "secret"])
        #expect(doorkeeper.judge(start, at: t0) == .ticket(Make.ticket))
        #expect(doorkeeper.judge(start, at: t0) == .stranger)
    }

    @Test("no token, a wrong one, a late one and one for another call make strangers")
    func strangers() {
        let late = t0 + .seconds(61)
        #expect(Doorkeeper(environment: .make(authentication: tokenOnly)).judge(Make.start(), at: t0) == .stranger)
        let wrong = Make.start(parameters: ["token": "guess", "agentId": "agent_9"])
        #expect(
            Doorkeeper(environment: .make(authentication: tokenOnly, live: live())).judge(wrong, at: t0) == .stranger)
        let right = Make.start(parameters: ["token": "secret"])
        #expect(
            Doorkeeper(environment: .make(authentication: tokenOnly, live: live())).judge(right, at: late)
                == .stranger)
        var other = Make.ticket
        other.twilioCallSID = "CA2"
        #expect(
            Doorkeeper(environment: .make(authentication: tokenOnly, live: live(other))).judge(right, at: t0)
                == .stranger)
    }

    @Test("where anybody may connect, the parameter names the agent, else the setting, else nobody comes in")
    func open() {
        func agent(_ parameters: [String: String], defaultAgent: String?) -> String? {
            let doorkeeper = Doorkeeper(environment: .make(authentication: .none, defaultAgent: defaultAgent))
            guard case .unannounced(let call, let ticket) = doorkeeper.judge(Make.start(parameters: parameters), at: t0)
            else { return nil }
            #expect(call.id == ticket.callID)
            #expect(call.origin == .directStream)
            #expect(call.twilioCallSID == "CA1")
            #expect(call.direction == .inbound)
            #expect(call.elevenLabsAgentID == ticket.elevenLabsAgentID)
            return ticket.elevenLabsAgentID
        }
        #expect(agent(["agentId": "agent_7"], defaultAgent: "agent_8") == "agent_7")
        #expect(agent([:], defaultAgent: "agent_8") == "agent_8")
        #expect(agent([:], defaultAgent: nil) == nil)
        #expect(agent(["agentId": ""], defaultAgent: nil) == nil)
    }

    @Test("where anybody may connect, a good token still counts")
    func openWithToken() {
        let doorkeeper = Doorkeeper(environment: .make(authentication: .none, live: live()))
        #expect(doorkeeper.judge(Make.start(parameters: ["token": "secret"]), at: t0) == .ticket(Make.ticket))
    }

    @Test("the agent is told every parameter but ours, the call's SID, and the ticket's own words before all")
    func variables() {
        var ticket = Make.ticket
        ticket.dynamicVariables = ["lead_name": "Ada", "colour": "red"]
        let start = Make.start(parameters: ["token": "secret", "agentId": "a", "colour": "blue", "shade": "dark"])
        #expect(
            Doorkeeper.variables(ticket, start) == [
                "lead_name": "Ada", "colour": "red", "shade": "dark", "call_sid": "CA1",
            ])
    }
}

@Suite("Why an agent is not reached") struct AgentDialErrorTests {
    @Test(
        "network trouble may pass; a refusal does not",
        arguments: [
            (.refused("x"), .agentUnreachable, true), (.timedOut, .agentUnreachable, true),
            (.nameNotFound("x"), .agentUnreachable, true), (.tls("x"), .agentUnreachable, true),
            (.system(operation: "connect", errno: 113), .agentUnreachable, true),
            (.upgradeRefused(status: 503, reason: "busy"), .agentRefused, true),
            (.upgradeRefused(status: 403, reason: "no"), .agentRefused, false),
            (.malformedURL("x"), .agentUnreachable, false), (.addressNotAllowed("x"), .agentUnreachable, false),
        ] as [(ConnectError, CallEndReason, Bool)])
    func connecting(error: ConnectError, reason: CallEndReason, isWorthRepeating: Bool) {
        let failure = AgentDialError.connect(error).failure
        #expect(failure.end.reason == reason)
        #expect(failure.isWorthRepeating == isWorthRepeating)
    }

    @Test("a signed URL never reaches the log")
    func credential() {
        let failure = AgentDialError.connect(.malformedURL("wss://x?conversation_signature=secret")).failure
        #expect(!failure.end.detail.contains("secret"))
    }

    @Test("a key that the vendor refuses is the agent's refusal; a vendor that does not answer is not")
    func signedURL() {
        let refused = AgentDialError.address(VendorServiceError(words: "401", isRefusal: true)).failure
        #expect(refused == AgentDialFailure(end: CallEnd(.agentRefused, "401"), isWorthRepeating: false))
        let silent = AgentDialError.address(VendorServiceError(words: "timedOut", isRefusal: false)).failure
        #expect(silent == AgentDialFailure(end: CallEnd(.agentUnreachable, "timedOut"), isWorthRepeating: true))
    }
}
