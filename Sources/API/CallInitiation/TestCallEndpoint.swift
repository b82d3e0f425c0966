import Calls
import HTTP
import PhoneNumbers

/// `POST /api/agents/test-call`: one call to try an agent with. Whoever is called becomes no lead.
struct TestCallEndpoint {
    private struct Body: Decodable {
        var agentId: String?
        var phoneNumber: String?
    }

    struct Answer: Encodable {
        let success = true
        let callId: String
        let callLogId: String
    }

    let ordering: CallOrdering

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let environment = ordering.environment
        let draft = { () async throws(APIError) -> CallOrdering.Draft in
            let body = try request.json(Body.self)
            let number = try environment.settings.dialingPolicy.phoneNumber(body.phoneNumber)
            let agent = try await AgentChoice.find(body.agentId, of: request.caller().userID, in: environment)
            return CallOrdering.Draft(phoneNumber: number.text, agent: agent, keepsLead: false, origin: .testCall)
        }
        return try await ordering.respond(to: request, draft) { call, callSID in
            JSONAnswer.make(.ok, Answer(callId: callSID, callLogId: call.id.hex))
        }
    }
}
