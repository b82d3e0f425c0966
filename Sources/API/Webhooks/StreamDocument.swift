import Calls
import HTTP
import Telemetry
import Twilio

/// The TwiML that connects a call to its agent: with a ticket for the media stream, kept here until the stream comes.
struct StreamDocument {
    /// Said where a call cannot be connected.
    static let apology = TwiML([
        .say("We are sorry, this call cannot be connected. Goodbye."), .hangup,
    ])

    /// What every call's agent is told.
    static let variableNames: Set<String> = [
        "lead_name", "lead_notes", "caller_number", "called_number", "call_sid", "agent_name",
    ]

    let environment: APIEnvironment
    let telephony: APISettings.Telephony

    /// The document for a call that Twilio asks about.
    func document(for call: CallRecord, _ voice: VoiceRequest) async throws(APIError) -> TwiML {
        let agent = try await environment.agent(of: call)
        let variables = try await variables(call, voice, agent)
        let ticket = StreamTicket(
            callID: call.id, twilioCallSID: voice.callSID, elevenLabsAgentID: call.elevenLabsAgentID,
            dynamicVariables: variables, records: agent?.records ?? environment.settings.records)
        return connect(ticket)
    }

    /// What the agent is told of every call: the names listed in `docs/api.md`, which stay, and the lead's own, which give
    /// way to these.
    private func variables(
        _ call: CallRecord, _ voice: VoiceRequest, _ agent: Agent?
    ) async throws(APIError) -> [String: String] {
        let lead = try await environment.lead(of: call)
        let isInbound = call.direction == .inbound
        let ours = [
            "lead_name": lead?.name ?? "",
            "lead_notes": lead?.notes ?? "",
            "caller_number": !voice.from.isEmpty ? voice.from : isInbound ? call.phoneNumber : call.fromNumber,
            "called_number": !voice.to.isEmpty ? voice.to : isInbound ? call.fromNumber : call.phoneNumber,
            "call_sid": voice.callSID,
            "agent_name": agent?.name ?? "",
        ]
        return (lead?.variables ?? [:]).merging(ours) { $1 }
    }

    private func connect(_ ticket: StreamTicket) -> TwiML {
        let token = environment.live.issue(ticket, now: environment.clock.now())
        let status = String(
            decoding: FormCoding.encode([FormCoding.Field("callLogId", ticket.callID.hex)]), as: UTF8.self)
        do throws(TwiMLError) {
            let parameters = [
                try TwiML.Parameter(name: "token", value: token),
                try TwiML.Parameter(name: "callLogId", value: ticket.callID.hex),
                try TwiML.Parameter(name: "agentId", value: ticket.elevenLabsAgentID),
            ]
            let stream = TwiML.Stream(
                url: telephony.streamURL,
                statusCallback: "\(telephony.publicURL)/api/webhooks/twilio/stream-status?\(status)",
                parameters: parameters)
            return TwiML([.connect(stream), .hangup])
        } catch {
            environment.log.error("TwiML could not be written", ("error", "\(error)"))
            return Self.apology
        }
    }

    /// A document as an answer.
    static func answer(_ document: TwiML) -> HTTPResponse {
        HTTPResponse(
            .ok, headers: ["Content-Type": TwiML.contentType, "Cache-Control": "no-store"],
            body: Array(document.text.utf8))
    }
}
