import Calls
import FoundationEssentials
import Telemetry

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

    // What follows belongs to this file and its facets, `DialDesk+….swift`.

    nonisolated let environment: APIEnvironment
    var pacer: DialPacer
    /// Calls that count against the limit: ordered here, and not known to have ended.
    var openCalls: Set<RecordID> = []
    /// Which call each number is in use by, until it is known what became of its order.
    var numbers: [String: RecordID] = [:]
    /// Who waits to hear of an attempt that is under way.
    var listeners: [RecordID: [CheckedContinuation<DialVerdict, Never>]] = [:]
    /// Who waits for anything to change.
    var waiting: [CheckedContinuation<Void, Never>] = []
    /// How often something changed, so that no change is missed by whoever looks elsewhere before it waits.
    var changeCount = 0
    /// Calls in whose log it says already that their fate is not known.
    var doubted: Set<RecordID> = []
    var tasks: [Int: Task<Void, Never>] = [:]
    var sleeps: [Int: Task<Void, Never>] = [:]
    var lastTask = 0
    private var listening: Task<Void, Never>?
    private(set) var isStopping = false

    // For `DialDesk+Jobs.swift`.

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
