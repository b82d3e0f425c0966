import Calls
import HTTP
import Telemetry
import Twilio

/// `POST /api/calls/:id/hangup`: ends a call, be it in conversation, ringing, or waiting for its turn at Twilio.
///
/// 1. It is over: 409.
/// 2. Its stream is live here: the relay ends it, and writes the reason.
/// 3. Twilio has it: Twilio is told, and the reason written here; the status follows by webhook.
/// 4. Nobody has a name for it yet, for its order is under way or its fate unknown: 409, to be tried again.
struct HangUpEndpoint {
    struct Answer: Encodable {
        let success = true
        @OrNull var callId: String?
        let callLogId: String
    }

    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let caller = try request.caller()
        let call = try await environment.callLog(of: request).call
        guard !call.status.isTerminal else { throw .callEnded(call) }
        // Noted before it is done: who ended a call is known even if the end itself is the last thing that is done.
        let audit = environment.audit(.hangUp, call.id, by: caller)
        try await environment.stored { (store) throws(CallStoreError) in try await store.note(audit) }
        if await !environment.live.hangUp(call.id, reason: .hungUpByUser) { try await hangUpAtTwilio(call) }
        environment.log.info("call hung up by its user", ("callId", call.id.hex))
        // The end is ordered; that it has come, the log will say.
        return JSONAnswer.make(.accepted, Answer(callId: call.twilioCallSID, callLogId: call.id.hex))
    }

    private func hangUpAtTwilio(_ call: CallRecord) async throws(APIError) {
        guard let telephony = environment.settings.telephony else { throw .twilioNotConfigured }
        guard let sid = call.twilioCallSID else { throw .notDialedYet(call) }
        switch await TwilioCalls(account: telephony.account, http: environment.http).end(sid) {
        case .call: break
        case .unknown: throw .callEnded(call)
        case .silence(let why): throw .hangUpUncertain(why, call)
        }
        environment.record(.ended(.hungUpByUser, detail: ""), of: call.id)
        try await environment.stored { (store) throws(CallStoreError) in try await store.flush() }
    }
}

extension APIError {
    fileprivate static func callEnded(_ call: CallRecord) -> APIError {
        var error = APIError(.conflict, "call_ended", "This call is over: there is nothing to hang up.")
        error.callLogID = call.id.hex
        return error
    }

    fileprivate static func notDialedYet(_ call: CallRecord) -> APIError {
        var error = APIError(
            .conflict, "not_dialed_yet", "Twilio has not named this call yet. Try again in a moment.")
        error.callLogID = call.id.hex
        return error
    }

    fileprivate static func hangUpUncertain(_ why: String, _ call: CallRecord) -> APIError {
        var error = APIError(
            .badGateway, "hangup_uncertain", "Twilio could not be told, or gave no answer: \(why). Try again.")
        error.callLogID = call.id.hex
        error.callID = call.twilioCallSID
        return error
    }
}
