import Calls
import HTTP

/// `GET /api/call-initiation/status/:callId`: a call as its log shows it, by Twilio's call SID or by our id.
struct CallStatusEndpoint {
    private struct Answer: Encodable {
        let success = true
        let call: CallView
    }

    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        guard let call = try await environment.call(named: request.parameters["callId"] ?? "") else {
            throw .unknownCall
        }
        let events = try await environment.stored { (store) throws(CallStoreError) in
            try await store.events(of: call.id)
        }
        let view = CallView(
            call, agent: try await environment.agent(of: call), lead: try await environment.lead(of: call),
            events: events)
        return JSONAnswer.make(.ok, Answer(call: view))
    }
}
