import Calls
import HTTP
import Telemetry
import Twilio

/// `POST /api/webhooks/twilio/amd`: who answered, a person or a machine. The log keeps it, and the agent is told while the
/// call is live; what to do about a machine is the agent's to know.
struct AnsweredByEndpoint {
    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let webhook = TwilioWebhook(environment: environment)
        let fields = try webhook.fields(of: request)
        let verdict: AnsweredByCallback
        do throws(WebhookError) {
            verdict = try AnsweredByCallback(fields: fields)
        } catch {
            throw TwilioWebhook.malformed(error)
        }
        guard let call = try await webhook.call(request, callSID: verdict.callSID) else {
            environment.log.warning("machine detection of no call of ours", ("callSid", verdict.callSID))
            return HTTPResponse(.noContent)
        }
        environment.record(.answeredBy(verdict.answeredBy, milliseconds: verdict.milliseconds), of: call.id)
        try await environment.stored { (store) throws(CallStoreError) in try await store.flush() }
        // Told once: the same verdict may come twice.
        if call.answeredBy == nil { await environment.live.tell(call.id, Self.words(for: verdict.answeredBy)) }
        return HTTPResponse(.noContent)
    }

    /// What the agent is told; Twilio's word is in it for prompts that look for it.
    static func words(for answeredBy: String) -> String {
        let who =
            switch answeredBy {
            case "human": "a person"
            case "fax": "a fax machine"
            case _ where answeredBy.hasPrefix("machine_end"): "an answering machine, whose greeting has ended,"
            case _ where answeredBy.hasPrefix("machine"): "an answering machine"
            case _: "somebody or something that was not recognised"
            }
        return "Machine detection: the phone was answered by \(who) (\(answeredBy))."
    }
}
