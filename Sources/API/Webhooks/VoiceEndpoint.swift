import Calls
import HTTP
import Telemetry
import Twilio

/// `POST /api/webhooks/twilio/elevenlabs-outbound`: a call was answered, and Twilio asks what to do with it.
///
/// Twilio waits 15 s; what is waited for here is the store, which answers within 5 s or fails. From then on somebody is
/// on the line: what goes wrong is told them in words, not as a status.
struct VoiceEndpoint {
    private static let apology = TwiML([
        .say("We are sorry, this call cannot be connected. Goodbye."), .hangup,
    ])

    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let webhook = TwilioWebhook(environment: environment)
        let fields = try webhook.fields(of: request)
        let voice: VoiceRequest
        do throws(WebhookError) { voice = try VoiceRequest(fields: fields) } catch {
            throw TwilioWebhook.malformed(error)
        }
        do throws(APIError) {
            return Self.answer(try await document(for: voice, request, webhook))
        } catch {
            guard error == .storeUnavailable else { throw error }
            return Self.answer(Self.apology)
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
            return Self.apology
        }
        if let status = CallStatus(rawValue: voice.callStatus), call.status.advances(to: status) {
            environment.record(.status(status, duration: nil), of: call.id)
        }
        let agent = try await environment.agent(of: call)
        let variables = try await variables(call, voice, agent)
        // The log of a call that is answered may come late; the call may not.
        try? await environment.store.flush()
        let ticket = StreamTicket(
            callID: call.id, twilioCallSID: call.twilioCallSID ?? "", elevenLabsAgentID: call.elevenLabsAgentID,
            dynamicVariables: variables, records: agent?.records ?? environment.settings.records)
        return connect(ticket, to: telephony.streamURL)
    }

    /// What the agent is told of every call: the names listed in `docs/api.md`, which stay, and the lead's own, which give
    /// way to these.
    private func variables(
        _ call: CallRecord, _ voice: VoiceRequest, _ agent: Agent?
    ) async throws(APIError) -> [String: String] {
        let lead = try await environment.lead(of: call)
        let ours = [
            "lead_name": lead?.name ?? "",
            "lead_notes": lead?.notes ?? "",
            "caller_number": voice.from.isEmpty ? call.fromNumber : voice.from,
            "called_number": voice.to.isEmpty ? call.phoneNumber : voice.to,
            "call_sid": voice.callSID,
            "agent_name": agent?.name ?? "",
        ]
        return (lead?.variables ?? [:]).merging(ours) { $1 }
    }

    private func connect(_ ticket: StreamTicket, to streamURL: String) -> TwiML {
        let token = environment.live.issue(ticket, now: environment.clock.now())
        do throws(TwiMLError) {
            let parameters = [
                try TwiML.Parameter(name: "token", value: token),
                try TwiML.Parameter(name: "callLogId", value: ticket.callID.hex),
                try TwiML.Parameter(name: "agentId", value: ticket.elevenLabsAgentID),
            ]
            return TwiML([.connect(TwiML.Stream(url: streamURL, parameters: parameters)), .hangup])
        } catch {
            environment.log.error("TwiML could not be written", ("error", "\(error)"))
            return Self.apology
        }
    }

    private static func answer(_ document: TwiML) -> HTTPResponse {
        HTTPResponse(
            .ok, headers: ["Content-Type": TwiML.contentType, "Cache-Control": "no-store"],
            body: Array(document.text.utf8))
    }
}
