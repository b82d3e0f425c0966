import Calls
import HTTP
import Telemetry
import Twilio

/// `POST /api/webhooks/twilio/stream-status`: a call's media stream started, stopped or failed. That it started and stopped
/// the relay knows better; why Twilio could not open one, nobody but Twilio knows.
struct StreamStatusEndpoint {
    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let webhook = TwilioWebhook(environment: environment)
        let fields = try webhook.fields(of: request)
        let report: StreamStatusCallback
        do throws(WebhookError) {
            report = try StreamStatusCallback(fields: fields)
        } catch {
            throw TwilioWebhook.malformed(error)
        }
        switch report.event {
        case .failed: try await note(report, request, webhook)
        case .started, .stopped, .unrecognized: break
        }
        return HTTPResponse(.noContent)
    }

    private func note(
        _ report: StreamStatusCallback, _ request: APIRequest, _ webhook: TwilioWebhook
    ) async throws(APIError) {
        let words = Self.words(report)
        guard let call = try await webhook.call(request, callSID: report.callSID) else {
            return environment.log.warning("stream error of no call of ours", ("callSid", report.callSID))
        }
        environment.log.warning("Twilio reports a stream error", ("callId", call.id.hex), ("error", words))
        environment.record(.reportedProblem(code: "stream-error", message: words), of: call.id)
        try await environment.stored { (store) throws(CallStoreError) in try await store.flush() }
    }

    /// What Twilio says, and what is to be done where its code is known.
    private static func words(_ report: StreamStatusCallback) -> String {
        let said = report.error ?? "no reason given"
        guard let entry = report.errorCode.flatMap(TwilioErrorBook.entry) else { return said }
        return "\(said). \(entry.remedy)"
    }
}
