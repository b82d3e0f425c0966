import Calls
import HTTP
import PhoneNumbers
import Telemetry

/// `POST /api/call-initiation/live-call`: one call, now.
struct LiveCallEndpoint {
    private struct Answer: Encodable {
        let success = true
        let callId: String
        let callLogId: String
        let leadId: String
    }

    let environment: APIEnvironment
    let draining: Draining

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        guard !draining.isOn else { throw .draining }
        guard let telephony = environment.settings.telephony else { throw .twilioNotConfigured }
        let caller = try request.caller()
        let body = try request.json(LiveCallRequest.self)
        let number = try PhoneNumber(body.phoneNumber)
        try body.checkLengths()
        let agent = try await AgentChoice.find(body.agentId, of: caller.userID, in: environment)

        let lead = lead(body, number, of: caller.userID)
        let order = call(to: number, from: telephony.fromNumber, agent, lead)
        let audit = environment.audit(.dial, order.id, by: caller)
        // The order is durable before Twilio is asked: a call that was placed is in the log, whatever happens next.
        let call = try await environment.stored { (store) throws(CallStoreError) in
            try await store.add(order, lead: lead, noting: audit)
        }
        environment.log.info(
            "call ordered", ("callId", call.id.hex), ("to", redacted(phoneNumber: number.text)))
        let callSID = try await Dialer(environment: environment, telephony: telephony).dial(call, agent: agent)
        return JSONAnswer.make(
            .ok, Answer(callId: callSID, callLogId: call.id.hex, leadId: (call.leadID ?? lead.id).hex))
    }

    private func lead(_ body: LiveCallRequest, _ number: PhoneNumber, of user: RecordID) -> Lead {
        Lead(
            id: environment.ids.next(), userID: user, name: body.leadName ?? "", phoneNumber: number.text,
            notes: body.leadNotes ?? "", createdAt: environment.clock.date())
    }

    private func call(to number: PhoneNumber, from: String, _ agent: AgentChoice, _ lead: Lead) -> CallRecord {
        CallRecord(
            id: environment.ids.next(), userID: lead.userID, agentID: agent.registered?.id,
            elevenLabsAgentID: agent.elevenLabsAgentID, leadID: lead.id, phoneNumber: number.text, fromNumber: from,
            direction: .outbound, origin: .liveCall, costPerMinute: environment.settings.costPerMinute,
            createdAt: environment.clock.date())
    }
}
