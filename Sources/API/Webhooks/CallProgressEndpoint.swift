import Calls
import HTTP
import Telemetry
import Twilio

/// `POST /api/webhooks/twilio/call-status`: how a call gets on. Doubled, late and reordered reports change nothing.
struct CallProgressEndpoint {
    let environment: APIEnvironment
    let gate: InboundGate

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let webhook = TwilioWebhook(environment: environment)
        let fields = try webhook.fields(of: request)
        let report: StatusCallback
        do throws(WebhookError) {
            report = try StatusCallback(fields: fields)
        } catch {
            throw TwilioWebhook.malformed(error)
        }
        guard let status = CallStatus(rawValue: report.callStatus),
            let call = try await webhook.call(request, callSID: report.callSID)
        else {
            // Nothing could be done about it, and Twilio would only log our complaint.
            environment.log.warning(
                "status report of no call of ours", ("callSid", report.callSID), ("status", report.callStatus))
            return HTTPResponse(.noContent)
        }
        environment.record(.status(status, duration: report.callDuration), of: call.id)
        if let word = report.answeredBy { environment.record(.answeredBy(word, milliseconds: nil), of: call.id) }
        if status.isTerminal {
            gate.ended(report.callSID)
            try await end(call, status, report)
        }
        try await environment.stored { (store) throws(CallStoreError) in try await store.flush() }
        return HTTPResponse(.noContent)
    }

    /// The phone call is over. What is left of it here ends too, and every end gets its reason:
    ///
    /// 1. A stream is live: the relay ends it and writes the reason.
    /// 2. A stream was live: the relay has written the reason, which stays. It has not only if it died with its process.
    /// 3. There never was one: nobody answered, or nothing came of the answer.
    private func end(_ call: CallRecord, _ status: CallStatus, _ report: StatusCallback) async throws(APIError) {
        if await environment.live.hangUp(call.id, reason: .callerHungUp) { return }
        let reason: CallEndReason
        if status != .completed {
            reason = .notAnswered
        } else {
            reason = try await environment.trace(of: call).hadStream ? .bridgeRestart : .noStream
        }
        let words = [report.callStatus, report.errorCode.map { "\($0)" }, report.errorMessage].compactMap(\.self)
        environment.record(.ended(reason, detail: words.joined(separator: " ")), of: call.id)
    }
}
