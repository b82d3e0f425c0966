import Calls
import Twilio

/// Judges what a stream brings along with its `start`.
struct Doorkeeper {
    /// What it found.
    enum Finding: Hashable {
        /// A ticket for a call that is in the log.
        case ticket(StreamTicket)
        /// A stream that came by itself, and may: a call to be added to the log, and its ticket.
        case unannounced(CallRecord, StreamTicket)
        /// Nobody we know.
        case stranger
    }

    /// Parameters that are ours and no business of the agent's.
    private static let ownParameters: Set<String> = ["token", "agentId", "callLogId"]

    let environment: BridgeEnvironment

    /// Judges a `start`. A token is spent by showing it.
    func judge(_ start: StreamStart, at now: ContinuousClock.Instant) -> Finding {
        if let token = start.customParameters["token"],
            let ticket = environment.live.redeem(token, twilioCallSID: start.callSID, now: now)
        {
            return .ticket(ticket)
        }
        switch environment.settings.authentication {
        case .token: return .stranger
        case .none: return unannounced(start)
        }
    }

    /// What the agent is told of the call: the ticket's variables, those of the TwiML, and the call's SID. ElevenLabs fills
    /// in its own `system__call_sid` only on its native telephony.
    static func variables(_ ticket: StreamTicket, _ start: StreamStart) -> [String: String] {
        var variables = start.customParameters.filter { !ownParameters.contains($0.key) }
        variables["call_sid"] = start.callSID
        return variables.merging(ticket.dynamicVariables) { _, ours in ours }
    }

    private func unannounced(_ start: StreamStart) -> Finding {
        let named = start.customParameters["agentId"] ?? environment.settings.defaultElevenLabsAgentID
        guard let agentID = named, !agentID.isEmpty else { return .stranger }
        var call = CallRecord(
            id: environment.ids.next(), agentID: nil, elevenLabsAgentID: agentID, leadID: nil,
            phoneNumber: start.customParameters["from"] ?? "", fromNumber: start.customParameters["to"] ?? "",
            direction: .inbound, origin: .directStream, createdAt: environment.clock.date())
        call.twilioCallSID = start.callSID
        let ticket = StreamTicket(
            callID: call.id, twilioCallSID: start.callSID, elevenLabsAgentID: agentID, dynamicVariables: [:],
            records: environment.settings.records)
        return .unannounced(call, ticket)
    }
}
