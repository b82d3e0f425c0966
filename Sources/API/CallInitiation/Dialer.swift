import Calls
import FoundationEssentials
import HTTP
import Telemetry
import Twilio

/// Places calls: written down first, then ordered, and what became of the order written down before anyone is told.
struct Dialer {
    let environment: APIEnvironment
    let telephony: APISettings.Telephony

    /// Places a call that is in the store, and returns Twilio's call SID.
    ///
    /// An order whose fate is not known is never repeated. Its call log stays `queued`: webhooks carry its id, so a call
    /// that was placed nevertheless finds it; one that was not is settled later.
    ///
    /// It is carried through even when whoever asked has gone and its task is cancelled.
    func dial(_ call: CallRecord, agent: AgentChoice) async throws(APIError) -> String {
        let dial = Task { () -> Result<String, APIError> in
            do throws(APIError) { return .success(try await place(call, agent)) } catch { return .failure(error) }
        }
        return try await dial.value.get()
    }

    private func place(_ call: CallRecord, _ agent: AgentChoice) async throws(APIError) -> String {
        let calls = TwilioCalls(account: telephony.account, http: environment.http)
        switch await calls.place(order(for: call, agent: agent)) {
        case .placed(let resource):
            environment.record(.dialed(twilioCallSID: resource.sid), of: call.id)
            do throws(CallStoreError) {
                try await environment.store.flush()
            } catch {
                throw .dialUnrecorded(call, callSID: resource.sid)
            }
            return resource.sid
        case .refused(let refusal):
            await fail(call, "\(refusal.code ?? refusal.status): \(refusal.message)")
            throw .dialRefused(refusal, call)
        case .notSent(let why):
            await fail(call, "Twilio cannot be reached: \(why)")
            throw .twilioUnreachable(why, call)
        case .uncertain(let why):
            environment.log.warning("a dial's fate is not known", ("callId", call.id.hex), ("error", why))
            environment.record(.problem(code: "dial-uncertain", message: why), of: call.id)
            throw .dialUncertain(call)
        }
    }

    private func order(for call: CallRecord, agent: AgentChoice) -> CallOrder {
        CallOrder(
            to: call.phoneNumber, from: call.fromNumber,
            url: url("elevenlabs-outbound", [.init("agentId", agent.name), .init("callLogId", call.id.hex)]),
            statusCallback: url("call-status", [.init("callLogId", call.id.hex)]),
            ringTimeout: Int(telephony.ringTimeout.components.seconds),
            timeLimit: Int(telephony.maximumCallDuration.components.seconds) + 60)
    }

    private func url(_ webhook: String, _ query: [FormCoding.Field]) -> String {
        "\(telephony.publicURL)/api/webhooks/twilio/\(webhook)?"
            + String(decoding: FormCoding.encode(query), as: UTF8.self)
    }

    /// Writes a refusal down. Should that fail now, the events are kept and written later: the client hears of the
    /// refusal either way.
    private func fail(_ call: CallRecord, _ why: String) async {
        environment.record(.status(.failed, duration: nil), of: call.id)
        environment.record(.ended(.dialRefused, detail: why), of: call.id)
        try? await environment.store.flush()
    }
}

extension APIError {
    fileprivate static func dialRefused(_ refusal: TwilioRESTError, _ call: CallRecord) -> APIError {
        let code = refusal.code.map { " \($0)" } ?? ""
        var error = APIError(.badGateway, "dial_refused", "Twilio refused the call:\(code) \(refusal.message)")
        error.twilioCode = refusal.code
        error.callLogID = call.id.hex
        return error
    }

    fileprivate static func twilioUnreachable(_ why: String, _ call: CallRecord) -> APIError {
        var error = APIError(
            .badGateway, "twilio_unreachable", "Twilio could not be reached, nothing was dialled: \(why)")
        error.callLogID = call.id.hex
        return error
    }

    fileprivate static func dialUncertain(_ call: CallRecord) -> APIError {
        var error = APIError(
            .gatewayTimeout, "dial_uncertain",
            "Twilio's answer did not come, so the call may or may not be placed. Do not order it again: ask for the"
                + " status of this call log.")
        error.callLogID = call.id.hex
        return error
    }

    fileprivate static func dialUnrecorded(_ call: CallRecord, callSID: String) -> APIError {
        var error = APIError(
            .serviceUnavailable, "dial_unrecorded",
            "The call was placed, but the database cannot be written at the moment. Do not order it again.")
        error.callLogID = call.id.hex
        error.callID = callSID
        return error
    }
}
