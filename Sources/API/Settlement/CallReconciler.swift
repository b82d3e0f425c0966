public import Calls
import FoundationEssentials
public import Telemetry
import Twilio

/// Settles calls that nobody looks after: those a crash left behind, and those whose last webhook never came.
///
/// Run `settleLeftovers` once at start and `watch` from then on; both may run while the server answers.
public struct CallReconciler: Sendable {
    /// After so long without news of a call, Twilio's silence is taken for an answer: nothing stays open for ever.
    private static let lastPatience = Duration.seconds(15 * 60)

    /// Calls asked after in a round of the watch, one by one: half a request a second at most, so that Twilio has room for
    /// orders.
    static let roundLimit = 30

    private let environment: APIEnvironment
    private let madeAt: Date
    private let order = AskingOrder()

    /// Makes a reconciler, from what the `APIResponder` is made of.
    public init(
        settings: APISettings, store: any CRMStore, live: LiveCalls, http: any HTTPSending, ids: IDSource, log: Log,
        clock: APIClock = .system
    ) {
        environment = APIEnvironment(
            settings: settings, store: store, live: live, http: http, ids: ids, clock: clock, log: log)
        madeAt = clock.date()
    }

    /// Settles what the process before this one left: its streams are dead, so calls that had one wait for nothing.
    ///
    /// Calls that were not answered yet get as long as they may ring, for their webhooks find this process as well.
    public func settleLeftovers() async {
        await settle { call, trace in
            guard call.createdAt < madeAt else { return nil }
            return trace.hadStream || call.status.isTerminal ? .zero : patience(with: call)
        }
    }

    /// Looks every minute for calls that have been silent for too long; until the task is cancelled.
    public func watch() async {
        while (try? await Task.sleep(for: .seconds(60))) != nil {
            await watchRound()
        }
    }

    /// One look at the calls that have been silent for too long.
    func watchRound() async {
        await settle(atMost: Self.roundLimit) { call, _ in max(patience(with: call), .seconds(60)) }
    }

    /// How long a call may be silent before it is asked after.
    private func patience(with call: CallRecord) -> Duration {
        // Without Twilio no webhook will come.
        guard let telephony = environment.settings.telephony else { return .zero }
        switch call.status {
        // Ringing takes its time, and Twilio queues orders that come faster than it dials.
        case .queued, .initiated, .ringing: return telephony.ringTimeout + .seconds(60)
        case .inProgress, .completed, .busy, .failed, .noAnswer, .canceled: return .seconds(60)
        }
    }

    /// One round. `patience` says how long a call may be silent; `nil` leaves it alone.
    func settle(atMost limit: Int = .max, silentFor patience: (CallRecord, CallTrace) -> Duration?) async {
        var isTwilioThere = true
        do throws(APIError) {
            let silent = try await silentCalls(patience)
            let chosen = order.next(limit, of: silent.map(\.call.id))
            for settlement in silent where chosen.contains(settlement.call.id) {
                var news = await news(of: settlement.call, &isTwilioThere)
                if news == .silence, silence(of: settlement.call) >= Self.lastPatience { news = .none }
                // A process that goes down asks in vain, which says nothing of the call.
                guard !Task.isCancelled else { return }
                await carryOut(settlement, news)
            }
            try await environment.stored { (store) throws(CallStoreError) in try await store.flush() }
        } catch {
            environment.log.error("calls could not be settled, will try again", ("error", error.message))
        }
    }

    /// The calls that are to be settled: not live, and silent for longer than they may be.
    private func silentCalls(
        _ patience: (CallRecord, CallTrace) -> Duration?
    ) async throws(APIError) -> [Settlement] {
        let live = Set(environment.live.all().map(\.callID))
        let calls = try await environment.stored { (store) throws(CallStoreError) in
            try await store.unfinishedCalls()
        }
        // Whether these were placed at all is for the dial desk to find out.
        let dialling = Set(
            try await environment.stored { (store) throws(CallStoreError) in try await store.openDials() }
                .compactMap(\.callID))
        var silent: [Settlement] = []
        for call in calls where !live.contains(call.id) && !dialling.contains(call.id) {
            let trace = try await environment.trace(of: call)
            guard let patience = patience(call, trace), silence(of: call) >= patience else { continue }
            silent.append(Settlement(call: call, trace: trace))
        }
        return silent
    }

    private func silence(of call: CallRecord) -> Duration {
        .seconds(environment.clock.date().timeIntervalSince(call.updatedAt))
    }

    private func carryOut(_ settlement: Settlement, _ news: Settlement.News) async {
        let call = settlement.call
        let verdict = settlement.verdict(news)
        // While Twilio was asked, a stream may have come after all.
        guard !environment.live.all().contains(where: { $0.callID == call.id }) else { return }
        if verdict.hangUp, let sid = call.twilioCallSID { await twilio?.hangUp(sid) }
        for event in verdict.events { environment.record(event, of: call.id, offset: settlement.trace.lastOffset) }
        guard !verdict.events.isEmpty else { return }
        environment.log.warning(
            "call settled", ("callId", call.id.hex), ("status", call.status.rawValue),
            ("events", verdict.events.map { "\($0)" }.joined(separator: ", ")))
    }

    private var twilio: TwilioCalls? {
        environment.settings.telephony.map { TwilioCalls(account: $0.account, http: environment.http) }
    }

    /// Asks Twilio. Once it is silent it is not asked again in the same round: a round has an end.
    private func news(of call: CallRecord, _ isTwilioThere: inout Bool) async -> Settlement.News {
        guard !call.status.isTerminal, let twilio, let sid = call.twilioCallSID else { return .none }
        guard isTwilioThere else { return .silence }
        switch await twilio.ask(sid) {
        case .call(let resource):
            guard let status = CallStatus(rawValue: resource.status), status.isTerminal else { return .goesOn }
            return .ended(status, duration: resource.duration)
        case .unknown:
            return .none
        case .silence(let why):
            isTwilioThere = false
            environment.log.warning("Twilio could not be asked after calls", ("error", why))
            return .silence
        }
    }
}
