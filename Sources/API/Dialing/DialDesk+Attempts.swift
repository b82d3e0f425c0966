import Calls
import FoundationEssentials
import HTTP
import Telemetry
import Twilio

/// Carries attempts through.
extension DialDesk {
    /// Does what an attempt says, to its end. Its number and its turn are released where nothing is open any more.
    func carryThrough(
        _ call: CallRecord, row job: RecordID?, _ attempt: DialAttempt, _ beginning: DialAttempt.Beginning
    ) async -> DialVerdict {
        var attempt = attempt
        var action = attempt.begin(beginning, at: environment.clock.now())
        while true {
            let event: DialAttempt.Event
            switch action {
            case .takeTurn:
                guard await takeTurn(for: call.id, row: job) else { return finish(call, .interrupted) }
                event = .turnTaken
            case .write:
                event = await write(call)
            case .order:
                event = .ordered(await twilio.place(order(for: call)))
            case .look:
                event = await look(for: call)
            case .release:
                // What stays written down as asked for is looked for in vain by the next process, and no harm done.
                try? await environment.store.release(call.id)
                event = .released
            case .wait(let pause):
                if let doubt = attempt.doubt { await doubtful(call, doubt) }
                await self.pause(pause)
                guard !isStopping else { return finish(call, .interrupted) }
                event = .waited
            case .end(let end):
                return finish(call, await settle(call, end, isRow: job != nil))
            }
            action = attempt.take(event, at: environment.clock.now())
        }
    }

    private var twilio: TwilioCalls {
        guard let telephony = environment.settings.telephony else { preconditionFailure("nothing is dialled without") }
        return TwilioCalls(account: telephony.account, http: environment.http)
    }

    private func write(_ call: CallRecord) async -> DialAttempt.Event {
        do throws(CallStoreError) {
            return try await environment.store.askAgain(for: call.id, at: environment.clock.date()) ? .written : .closed
        } catch {
            return .notWritten
        }
    }

    /// A webhook may have brought Twilio's name for it. If not, Twilio's list is asked: by the time it began, and then
    /// without, for a call that waits in Twilio's queue has not begun.
    private func look(for call: CallRecord) async -> DialAttempt.Event {
        let store = environment.store
        // A minute for clocks that do not agree.
        let since = call.createdAt.addingTimeInterval(-60)
        do throws(CallStoreError) {
            guard let now = try await store.call(call.id) else { return .closed }
            if let sid = now.twilioCallSID { return .looked(.call(sid)) }
            if now.endReason != nil { return .closed }
            for date in [since, nil] {
                guard
                    let listed = await twilio.calls(to: call.phoneNumber, from: call.fromNumber, startedAfter: date)
                else { return .looked(.silence("Twilio does not list its calls")) }
                for candidate in listed.reversed() where candidate.direction ?? "outbound-api" == "outbound-api" {
                    if let created = candidate.dateCreated, created < since { continue }
                    // One that another of our orders made is not this one's.
                    let owner = try await store.call(twilioCallSID: candidate.sid)
                    if owner == nil || owner?.id == call.id { return .looked(.call(candidate.sid)) }
                }
            }
            return .looked(.none)
        } catch {
            return .looked(.silence("the store cannot be read: \(error)"))
        }
    }

    /// Whoever waits is told that it takes longer.
    private func doubtful(_ call: CallRecord, _ why: String) async {
        guard let waiting = listeners[call.id] else { return }
        if !doubted.contains(call.id) {
            doubted.insert(call.id)
            environment.log.warning("a dial's fate is not known", ("callId", call.id.hex), ("error", why))
            environment.record(.problem(code: "dial-uncertain", message: why), of: call.id)
        }
        listeners[call.id] = []
        for listener in waiting { listener.resume(returning: .uncertain) }
    }

    /// Writes down what became of an intent. Should that fail now, the events are kept and written later.
    private func settle(_ call: CallRecord, _ end: DialAttempt.End, isRow: Bool) async -> DialVerdict {
        switch end {
        case .placed(let sid):
            environment.record(.dialed(twilioCallSID: sid), of: call.id)
            let isWritten = (try? await environment.store.flush()) != nil
            return isWritten ? .placed(sid) : .unrecorded(sid)
        case .refused(let refusal):
            if isRow, Self.concernsAccount(refusal.code ?? refusal.status) {
                return await keepOpen(call, .refused(code: refusal.code ?? refusal.status, message: refusal.message))
            }
            await fail(call, .dialRefused, "\(refusal.code ?? refusal.status): \(refusal.message)")
            return .refused(code: refusal.code, message: refusal.message)
        case .unreachable(let why):
            if isRow { return await keepOpen(call, .unreachable(why)) }
            await fail(call, .dialRefused, "Twilio cannot be reached: \(why)")
            return .unreachable(why)
        case .expired(let why):
            await fail(call, .dialUncertain, why)
            return .expired
        case .closed:
            guard let record = try? await environment.store.call(call.id) else { return .uncertain }
            return DialVerdict(record)
        }
    }

    /// Whether a refusal, by Twilio's code or else the HTTP status, would befall every order alike: for the account, its
    /// credentials, its permissions, its limits or its number.
    static func concernsAccount(_ code: Int) -> Bool {
        [401, 403, 429, 10001, 10004, 20003, 20005, 20006, 20008, 20403, 20429, 21210, 21212, 21213].contains(code)
    }

    /// A row that failed for no reason of its own stays to be dialled when the reason is gone.
    private func keepOpen(_ call: CallRecord, _ verdict: DialVerdict) async -> DialVerdict {
        try? await environment.store.release(call.id)
        return verdict
    }

    /// Writes down that no call came of an intent.
    func fail(_ call: CallRecord, _ reason: CallEndReason, _ why: String) async {
        environment.record(.status(.failed, duration: nil), of: call.id)
        environment.record(.ended(reason, detail: why), of: call.id)
        try? await environment.store.flush()
    }

    private func finish(_ call: CallRecord, _ verdict: DialVerdict) -> DialVerdict {
        leave(call.id, call.phoneNumber, verdict)
        return verdict
    }

    private func order(for call: CallRecord) -> CallOrder {
        guard let telephony = environment.settings.telephony else { preconditionFailure("nothing is dialled without") }
        return telephony.order(for: call)
    }
}

extension APISettings.Telephony {
    /// The order for a call, which names its log in both webhooks: whichever comes tells whose it is.
    fileprivate func order(for call: CallRecord) -> CallOrder {
        let agent = call.agentID?.hex ?? call.elevenLabsAgentID
        return CallOrder(
            to: call.phoneNumber, from: call.fromNumber,
            url: webhook("elevenlabs-outbound", [.init("agentId", agent), .init("callLogId", call.id.hex)]),
            statusCallback: webhook("call-status", [.init("callLogId", call.id.hex)]),
            ringTimeout: Int(ringTimeout.components.seconds),
            timeLimit: Int(maximumCallDuration.components.seconds) + 60,
            answeredByCallback: detectsMachines ? webhook("amd", [.init("callLogId", call.id.hex)]) : nil)
    }

    private func webhook(_ name: String, _ query: [FormCoding.Field]) -> String {
        "\(publicURL)/api/webhooks/twilio/\(name)?" + String(decoding: FormCoding.encode(query), as: UTF8.self)
    }
}
