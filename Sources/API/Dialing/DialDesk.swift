import Calls
import FoundationEssentials
import HTTP
import Telemetry
import Twilio

/// Where every call is ordered from: it gives out the turns, carries each attempt through, and runs the jobs.
///
/// What it knows is in the store; `resume` finds there what a process before this one has left. An attempt goes on when
/// whoever asked for it is gone.
actor DialDesk {
    /// How long a call that a person ordered may wait for its turn, or for a Twilio that does not listen.
    static let patience = Duration.seconds(30)
    /// How long the same is tried for a row.
    static let rowPatience = Duration.seconds(120)
    /// A call that a person ordered is not placed later than that: by then they do not expect it any more.
    static let lifetime = Duration.seconds(300)

    nonisolated let environment: APIEnvironment
    private var pacer: DialPacer
    /// Calls that count against the limit: ordered here, and not known to have ended.
    private var openCalls: Set<RecordID> = []
    /// Which call each number is in use by, until it is known what became of its order.
    private var numbers: [String: RecordID] = [:]
    /// Who waits to hear of an attempt that is under way.
    private var listeners: [RecordID: [CheckedContinuation<DialVerdict, Never>]] = [:]
    /// Who waits for anything to change.
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// Calls in whose log it says already that their fate is not known.
    private var doubted: Set<RecordID> = []
    private var tasks: [Int: Task<Void, Never>] = [:]
    private var sleeps: [Int: Task<Void, Never>] = [:]
    private var lastTask = 0
    private var listening: Task<Void, Never>?
    private(set) var isStopping = false

    // For the facet `DialDesk+Jobs.swift`.

    var runs: [RecordID: BulkRun] = [:]
    var runCount = 0
    var watchers: [RecordID: [Int: AsyncStream<Void>.Continuation]] = [:]

    init(environment: APIEnvironment) {
        self.environment = environment
        pacer = DialPacer(environment.settings.pacing)
    }

    /// Goes on with what the process before this one left. Until it returns nothing else may be ordered.
    func resume() async {
        guard environment.settings.telephony != nil else { return }
        listening = Task { await self.listen() }
        while !isStopping {
            do throws(CallStoreError) {
                try await takeUp()
                return
            } catch {
                environment.log.error("calls to be dialled could not be read, will try again", ("error", "\(error)"))
                await pause(.seconds(1))
            }
        }
    }

    /// Orders nothing more, and returns when nothing is under way. What is open stays open in the store.
    func stop() async {
        isStopping = true
        changed()
        listening?.cancel()
        for sleep in sleeps.values { sleep.cancel() }
        // Orders that are under way have their answers waited for.
        for task in tasks.values { await task.value }
        for watcher in watchers.values.flatMap(\.values) { watcher.finish() }
    }

    private func takeUp() async throws(CallStoreError) {
        let (store, now) = (environment.store, environment.clock.now())
        for call in try await store.unfinishedCalls() where !call.status.isTerminal { openCalls.insert(call.id) }
        for intent in try await store.openDials() where intent.state == .asked || intent.jobID == nil {
            guard let id = intent.callID, let call = try await store.call(id) else { continue }
            numbers[call.phoneNumber] = id
            listeners[id] = []
            let age = Duration.seconds(environment.clock.date().timeIntervalSince(call.createdAt))
            let attempt = DialAttempt(
                settle: environment.settings.dialSettle,
                patience: intent.jobID == nil ? Self.patience : Self.rowPatience,
                askUntil: intent.jobID == nil ? now + (Self.lifetime - age) : nil, at: now)
            let beginning: DialAttempt.Beginning = intent.state == .asked ? .unclear : .planned
            start { _ = await self.carryThrough(call, row: intent.jobID, attempt, beginning) }
        }
        for job in try await store.runningJobs() { run(job) }
    }
}

// MARK: Calls that people order

extension DialDesk {
    /// What became of an order.
    enum Ordered {
        case verdict(CallRecord, DialVerdict)
        /// Its key stands for this already.
        case known(IdempotencyRecord)
    }

    /// Waits for a turn, writes an order down and has it carried out.
    func dial(_ order: DialOrder) async throws(APIError) -> Ordered {
        let id = order.call.id
        try await claim(order.call.phoneNumber, for: id)
        let outcome: DialOrder.Outcome
        do throws(APIError) {
            try await takeLiveTurn(for: id)
            outcome = try await environment.stored { (store) throws(CallStoreError) in try await store.ask(for: order) }
        } catch {
            leave(id, order.call.phoneNumber, .interrupted)
            throw error
        }
        switch outcome {
        case .asked(let call):
            environment.log.info("call ordered", ("callId", id.hex), ("to", redacted(phoneNumber: call.phoneNumber)))
            let now = environment.clock.now()
            let attempt = DialAttempt(
                settle: environment.settings.dialSettle, patience: Self.patience, askUntil: now + Self.lifetime, at: now
            )
            return .verdict(call, await heard(of: call, attempt))
        case .known(let record):
            leave(id, order.call.phoneNumber, .interrupted)
            return .known(record)
        case .limitReached, .closed:
            leave(id, order.call.phoneNumber, .interrupted)
            throw .dailyLimitReached(order.dailyLimit ?? 0)
        }
    }

    /// The first that is heard of an attempt.
    private func heard(of call: CallRecord, _ attempt: DialAttempt) async -> DialVerdict {
        await withCheckedContinuation { continuation in
            listeners[call.id, default: []].append(continuation)
            start { _ = await self.carryThrough(call, row: nil, attempt, .written) }
        }
    }

    /// What there is to say of a call that was ordered before: soon, where it is under way.
    func verdict(of call: RecordID) async throws(APIError) -> (CallRecord, DialVerdict) {
        let verdict = await news(of: call)
        let found = try await environment.stored { (store) throws(CallStoreError) in try await store.call(call) }
        guard let record = found else { throw .unknownCall }
        return (record, verdict ?? DialVerdict(record))
    }

    /// The next that is heard of an attempt; `nil` where none is under way.
    private func news(of call: RecordID) async -> DialVerdict? {
        if doubted.contains(call) { return .uncertain }
        guard listeners[call] != nil else { return nil }
        return await withCheckedContinuation { listeners[call, default: []].append($0) }
    }

    /// Two calls to one number are told apart by when they were ordered, so the first is waited for.
    private func claim(_ number: String, for call: RecordID) async throws(APIError) {
        while let other = numbers[number] {
            guard !isStopping else { throw .draining }
            if await news(of: other) == .uncertain { throw .numberInUse }
        }
        numbers[number] = call
        listeners[call] = []
    }

    private func takeLiveTurn(for call: RecordID) async throws(APIError) {
        switch pacer.turn(.live, openCount: openCount, longest: Self.patience, at: environment.clock.now()) {
        case .full: throw .callsAtLimit(environment.settings.pacing.concurrent)
        case .tooLate(let wait): throw .dialQueueFull(wait)
        case .after(let wait):
            openCalls.insert(call)
            await pause(wait)
            if isStopping { throw .draining }
        }
    }
}

// MARK: Attempts

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

// MARK: Turns

extension DialDesk {
    /// Waits for a turn; `false` where there will be none, because the server goes down or the row's job has stopped.
    func takeTurn(for call: RecordID, row job: RecordID?) async -> Bool {
        while mayGoOn(job) {
            // A call that was ordered before has its place among the open ones.
            let others = openCount - (openCalls.contains(call) ? 1 : 0)
            switch pacer.turn(job == nil ? .live : .row, openCount: others, at: environment.clock.now()) {
            case .after(let wait):
                openCalls.insert(call)
                await pause(wait)
                return mayGoOn(job)
            case .full, .tooLate:
                await change()
            }
        }
        return false
    }

    private func mayGoOn(_ job: RecordID?) -> Bool { !isStopping && job.map { runs[$0] != nil } ?? true }

    /// Waits until a number is in no other use; `false` where the job stops first.
    func claim(_ number: String, for call: RecordID, row job: RecordID) async -> Bool {
        while numbers[number] != nil, mayGoOn(job) { await change() }
        guard mayGoOn(job) else { return false }
        numbers[number] = call
        listeners[call] = []
        return true
    }

    /// An attempt is over: its number is free, whoever waits hears of it, and where nothing came of it, neither does it
    /// count as an open call.
    func leave(_ call: RecordID, _ number: String, _ verdict: DialVerdict) {
        switch verdict {
        case .placed, .unrecorded: break
        case .refused, .unreachable, .uncertain, .expired, .interrupted: openCalls.remove(call)
        }
        if numbers[number] == call { numbers[number] = nil }
        doubted.remove(call)
        for listener in listeners.removeValue(forKey: call) ?? [] { listener.resume(returning: verdict) }
        changed()
    }

    /// Waits, though no longer than the desk is open.
    func pause(_ length: Duration) async {
        guard length > .zero, !isStopping else { return }
        lastTask += 1
        let (number, clock) = (lastTask, environment.clock)
        let sleep = Task { await clock.sleep(length) }
        sleeps[number] = sleep
        await sleep.value
        sleeps[number] = nil
    }

    /// What is open: what was ordered here, and what came in.
    private var openCount: Int {
        openCalls.count + environment.live.all().count { !openCalls.contains($0.callID) }
    }

    /// Waits for anything that a turn may depend on.
    func change() async {
        guard !isStopping else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Wakes all who wait for a change.
    func changed() {
        let woken = waiting
        waiting = []
        for continuation in woken { continuation.resume() }
    }

    /// Runs something that `stop` waits for.
    func start(_ body: @escaping @Sendable () async -> Void) {
        lastTask += 1
        let number = lastTask
        tasks[number] = Task {
            await body()
            self.tasks[number] = nil
        }
    }

    /// Hears which calls end. Should more happen than it keeps up with, it begins anew with what the store says.
    private func listen() async {
        while !isStopping {
            let events = environment.store.committedEvents()
            if let open = try? await environment.store.unfinishedCalls() {
                let unfinished = Set(open.filter { !$0.status.isTerminal }.map(\.id))
                openCalls = openCalls.filter { unfinished.contains($0) || listeners[$0] != nil }
                changed()
            }
            for await event in events {
                guard case .status(let status, _) = event.kind, status.isTerminal else { continue }
                if openCalls.remove(event.callID) != nil { changed() }
            }
        }
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
