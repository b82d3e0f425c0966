import Calls

/// Gives out turns, and waits.
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
    var openCount: Int {
        openCalls.count + environment.live.all().count { !openCalls.contains($0.callID) }
    }

    /// Waits for anything that a turn may depend on; not where it has changed since the count was so.
    func change(since count: Int? = nil) async {
        guard !isStopping, count ?? changeCount == changeCount else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Wakes all who wait for a change.
    func changed() {
        changeCount += 1
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
    func listen() async {
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
