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
        let name = request.parameters["callId"] ?? ""
        let call = try await environment.stored { (store) throws(CallStoreError) in
            if let id = RecordID(name) { return try await store.call(id) }
            return try await store.call(twilioCallSID: name)
        }
        guard let call else { throw .unknownCall }
        let events = try await environment.stored { (store) throws(CallStoreError) in
            try await store.events(of: call.id)
        }
        let view = CallView(
            call, agent: try await environment.agent(of: call), lead: try await environment.lead(of: call),
            events: events)
        return JSONAnswer.make(.ok, Answer(call: view))
    }
}
