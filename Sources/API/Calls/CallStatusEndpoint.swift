import Calls
import HTTP

/// `GET /api/call-initiation/status/:callId` and `GET /api/calls/:id`: a call as its log shows it, by Twilio's call SID or
/// by our id.
struct CallStatusEndpoint {
    struct Answer: Encodable {
        let success = true
        let call: CallView
    }

    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let log = try await environment.callLog(of: request)
        let view = CallView(log, costPerMinute: environment.settings.costPerMinute)
        return JSONAnswer.make(.ok, Answer(call: view))
    }
}

extension APIEnvironment {
    /// The call that a request's path names, `:id` or `:callId`, if it is one of who asks. Others' calls are as unknown as
    /// those that never were.
    func callLog(of request: APIRequest) async throws(APIError) -> CallLog {
        let user = try request.caller().userID
        let name = request.parameters["id"] ?? request.parameters["callId"] ?? ""
        let log = try await stored { (store) throws(CallStoreError) in
            if let id = RecordID(name) { return try await store.callLog(id, of: user) }
            return try await store.callLog(twilioCallSID: name, of: user)
        }
        guard let log else { throw .unknownCall }
        return log
    }
}
