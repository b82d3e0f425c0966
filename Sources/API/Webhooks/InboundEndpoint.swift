import Calls
import HTTP
import Synchronization
import Telemetry
import Twilio

/// `POST /api/webhooks/twilio/inbound`: somebody calls one of our numbers, and Twilio asks what to do.
///
/// 1. The call is in the log already, for the webhook came twice: it gets its stream again, and no second line.
/// 2. We go down, or there are too many calls: a polite refusal. Such calls are in the program's log only.
/// 3. The called number has an agent, or there is a default one: a line in the log, and then the stream.
/// 4. There is no agent, or the log cannot be written: an apology.
struct InboundEndpoint {
    private static let busy = TwiML([
        .say("All our lines are busy at the moment. Please call again later. Goodbye."), .hangup,
    ])

    /// What becomes of a call.
    private enum Admission: Sendable {
        case call(CallRecord)
        case refused
        case failed
    }

    let environment: APIEnvironment
    let draining: Draining
    private let gate: InboundGate
    /// The same webhook twice at the same time is one call.
    private let underWay = UnderWay<Admission>()

    init(environment: APIEnvironment, draining: Draining, gate: InboundGate) {
        self.environment = environment
        self.draining = draining
        self.gate = gate
    }

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let fields = try TwilioWebhook(environment: environment).fields(of: request)
        let voice: VoiceRequest
        do throws(WebhookError) { voice = try VoiceRequest(fields: fields) } catch {
            throw TwilioWebhook.malformed(error)
        }
        guard let telephony = environment.settings.telephony else { throw .twilioNotConfigured }
        switch await underWay.once(voice.callSID, { await admit(voice) }) {
        case .call(let call):
            let document = StreamDocument(environment: environment, telephony: telephony)
            let answer = try? await document.document(for: call, voice)
            return StreamDocument.answer(answer ?? StreamDocument.apology)
        case .refused: return StreamDocument.answer(Self.busy)
        case .failed: return StreamDocument.answer(StreamDocument.apology)
        }
    }

    private func admit(_ voice: VoiceRequest) async -> Admission {
        do throws(APIError) {
            let known = try await environment.stored { (store) throws(CallStoreError) in
                try await store.call(twilioCallSID: voice.callSID)
            }
            if let known { return known.status.isTerminal ? .failed : .call(known) }
            guard !draining.isOn else { return .refused }
            guard let agent = try await InboundAgent.find(for: voice.to, in: environment) else {
                environment.log.warning("a call came in and no agent is there for it", ("to", voice.to))
                return .failed
            }
            return try await admit(voice, to: agent)
        } catch {
            return .failed
        }
    }

    private func admit(_ voice: VoiceRequest, to agent: InboundAgent) async throws(APIError) -> Admission {
        let live = Set(environment.live.all().map(\.twilioCallSID))
        let verdict = gate.judge(voice.callSID, from: voice.from, at: environment.clock.now(), isLive: live)
        guard verdict == .welcome else {
            environment.log.warning(
                "a call that came in was refused", ("from", redacted(phoneNumber: voice.from)), ("why", "\(verdict)"))
            return .refused
        }
        do throws(APIError) {
            return .call(try await write(voice, agent))
        } catch {
            gate.ended(voice.callSID)
            throw error
        }
    }

    private func write(_ voice: VoiceRequest, _ agent: InboundAgent) async throws(APIError) -> CallRecord {
        let leads = try await environment.stored { (store) throws(CallStoreError) in
            try await store.leads(
                of: agent.userID, phoneNumber: voice.from, includingArchived: false, after: nil, limit: 1)
        }
        var call = CallRecord(
            id: environment.ids.next(), userID: agent.userID, agentID: agent.registered?.id,
            elevenLabsAgentID: agent.elevenLabsAgentID, leadID: leads.elements.first?.id, phoneNumber: voice.from,
            fromNumber: voice.to, direction: .inbound, origin: .inboundCall,
            costPerMinute: environment.settings.costPerMinute, createdAt: environment.clock.date())
        call.twilioCallSID = voice.callSID
        call.status = CallStatus(rawValue: voice.callStatus) ?? .ringing
        let written = try await environment.stored { [call] (store) throws(CallStoreError) in
            try await store.add(call, lead: nil)
        }
        environment.log.info(
            "call came in", ("callId", call.id.hex), ("from", redacted(phoneNumber: voice.from)), ("to", voice.to))
        return written
    }
}

/// Work that is not begun twice: whoever asks for what is under way gets its result.
final class UnderWay<Value: Sendable>: Sendable {
    private let tasks = Mutex<[String: Task<Value, Never>]>([:])

    func once(_ name: String, _ work: @escaping @Sendable () async -> Value) async -> Value {
        let task = tasks.withLock { tasks in
            if let task = tasks[name] { return task }
            let task = Task { await work() }
            tasks[name] = task
            return task
        }
        let value = await task.value
        tasks.withLock { $0[name] = nil }
        return value
    }
}
