import Calls
import HTTP
import Telemetry
import Twilio

/// `POST /api/webhooks/twilio/elevenlabs-outbound`: a call was answered, and Twilio asks what to do with it.
///
/// Twilio waits 15 s; what is waited for here is the store, which answers within 5 s or fails. From then on somebody is
/// on the line: what goes wrong is told them in words, not as a status.
struct VoiceEndpoint {
    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let webhook = TwilioWebhook(environment: environment)
        let fields = try webhook.fields(of: request)
        let voice: VoiceRequest
        do throws(WebhookError) { voice = try VoiceRequest(fields: fields) } catch {
            throw TwilioWebhook.malformed(error)
        }
        do throws(APIError) {
            return StreamDocument.answer(try await document(for: voice, request, webhook))
        } catch {
            guard error == .storeUnavailable else { throw error }
            return StreamDocument.answer(StreamDocument.apology)
        }
    }

    private func document(
        for voice: VoiceRequest, _ request: APIRequest, _ webhook: TwilioWebhook
    ) async throws(APIError) -> TwiML {
        if let name = request.target.query("agentId"), !name.isEmpty {
            try await AgentChoice.check(name, in: environment)
        }
        guard let telephony = environment.settings.telephony,
            let call = try await webhook.call(request, callSID: voice.callSID), !call.status.isTerminal
        else {
            environment.log.warning("voice webhook of no call of ours", ("callSid", voice.callSID))
            return StreamDocument.apology
        }
        if let status = CallStatus(rawValue: voice.callStatus), call.status.advances(to: status) {
            environment.record(.status(status, duration: nil), of: call.id)
        }
        // There where Twilio looked for a machine before it asked.
        if let word = voice.answeredBy { environment.record(.answeredBy(word, milliseconds: nil), of: call.id) }
        let document = try await StreamDocument(environment: environment, telephony: telephony).document(
            for: call, voice)
        // The log of a call that is answered may come late; the call may not.
        try? await environment.store.flush()
        return document
    }
}
