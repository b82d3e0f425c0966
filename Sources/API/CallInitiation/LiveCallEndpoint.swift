import Calls
import HTTP
import PhoneNumbers

/// `POST /api/call-initiation/live-call`: one call, now.
struct LiveCallEndpoint {
    struct Answer: Encodable {
        let success = true
        let callId: String
        let callLogId: String
        let leadId: String
    }

    let ordering: CallOrdering

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let environment = ordering.environment
        let draft = { () async throws(APIError) -> CallOrdering.Draft in
            let body = try request.json(LiveCallRequest.self)
            let number = try environment.settings.dialingPolicy.phoneNumber(body.phoneNumber)
            try body.checkLengths()
            let agent = try await AgentChoice.find(body.agentId, of: request.caller().userID, in: environment)
            return CallOrdering.Draft(
                phoneNumber: number.text, agent: agent, leadName: body.leadName ?? "",
                leadNotes: body.leadNotes ?? "", keepsLead: true, origin: .liveCall)
        }
        return try await ordering.respond(to: request, draft) { call, callSID in
            JSONAnswer.make(
                .ok, Answer(callId: callSID, callLogId: call.id.hex, leadId: call.leadID?.hex ?? ""))
        }
    }
}
