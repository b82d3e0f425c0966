import Calls
import HTTP

/// What orders for single calls have in common: they are checked, dialled, and answered; with a key, once.
struct CallOrdering {
    /// An order that was checked.
    struct Draft {
        var phoneNumber: String
        var agent: AgentChoice
        var leadName = ""
        var leadNotes = ""
        /// Whether the person is written down as a lead.
        var keepsLead: Bool
        var origin: CallRecord.Origin
    }

    let environment: APIEnvironment
    let draining: Draining
    let desk: DialDesk

    /// Dials a draft, or says again what its key was answered.
    /// - Parameters:
    ///   - draft: checks the request. Not called where its key is known.
    ///   - answer: what a call that was placed is answered with.
    func respond(
        to request: APIRequest, _ draft: () async throws(APIError) -> Draft,
        answer: (CallRecord, String) -> HTTPResponse
    ) async throws(APIError) -> HTTPResponse {
        guard !draining.isOn else { throw .draining }
        guard let telephony = environment.settings.telephony else { throw .twilioNotConfigured }
        let caller = try request.caller()
        let key = try IdempotencyKey(request, content: request.request.body)
        if let key, let known = try await key.known(of: caller.userID, in: environment) {
            return try await again(known, answer)
        }
        let order = order(try await draft(), caller, from: telephony.fromNumber, key)
        switch try await desk.dial(order) {
        case .known(let record):
            guard let key else { preconditionFailure("only a key makes an order known") }
            return try await again(try key.check(record), answer)
        case .verdict(let call, let verdict):
            return await keep(Self.answer(call, verdict, answer), verdict, key, caller.userID)
        }
    }

    private func order(_ draft: Draft, _ caller: Caller, from: String, _ key: IdempotencyKey?) -> DialOrder {
        let (id, date) = (environment.ids.next(), environment.clock.date())
        let lead =
            draft.keepsLead
            ? Lead(
                id: environment.ids.next(), userID: caller.userID, name: draft.leadName,
                phoneNumber: draft.phoneNumber, notes: draft.leadNotes, createdAt: date) : nil
        let call = CallRecord(
            id: id, userID: caller.userID, agentID: draft.agent.registered?.id,
            elevenLabsAgentID: draft.agent.elevenLabsAgentID, leadID: lead?.id, phoneNumber: draft.phoneNumber,
            fromNumber: from, direction: .outbound, origin: draft.origin,
            costPerMinute: environment.settings.costPerMinute, createdAt: date)
        return DialOrder(
            call: call, lead: lead, key: key?.record(of: caller.userID, id, in: environment),
            dailyLimit: environment.settings.dailyCalls, audit: environment.audit(.dial, id, by: caller))
    }

    /// The first answer; where there was none, for the process died or it was not known yet, what there is to say now.
    private func again(
        _ known: IdempotencyRecord, _ answer: (CallRecord, String) -> HTTPResponse
    ) async throws(APIError) -> HTTPResponse {
        if let first = known.answer { return HTTPResponse(first) }
        let (call, verdict) = try await desk.verdict(of: known.subject)
        var response = Self.answer(call, verdict, answer)
        response.headers["Idempotent-Replayed"] = "true"
        return response
    }

    private static func answer(
        _ call: CallRecord, _ verdict: DialVerdict, _ answer: (CallRecord, String) -> HTTPResponse
    ) -> HTTPResponse {
        do throws(APIError) {
            return answer(call, try verdict.callSID(of: call))
        } catch {
            return JSONAnswer.make(error)
        }
    }

    /// What is not known yet is no answer to keep: it will be known.
    private func keep(
        _ response: HTTPResponse, _ verdict: DialVerdict, _ key: IdempotencyKey?, _ user: RecordID
    ) async -> HTTPResponse {
        guard let key else { return response }
        switch verdict {
        case .placed, .refused, .unreachable, .expired:
            let answer = IdempotencyRecord.Answer(
                status: response.status.code, body: String(decoding: response.body, as: UTF8.self))
            // Should it fail, the answer is made anew from the call's log, which says the same.
            try? await environment.store.keep(answer, under: key.text, of: user)
        case .unrecorded, .uncertain, .interrupted:
            break
        }
        return response
    }
}
