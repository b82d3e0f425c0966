import Calls
import FoundationEssentials
import Telemetry

/// Runs jobs: row after row takes its turn, and many may be under way.
extension DialDesk {
    /// Starts a job that the store says is running.
    func run(_ job: BulkJob) {
        guard runs[job.id] == nil, !isStopping else { return }
        runCount += 1
        let run = BulkRun(number: runCount)
        runs[job.id] = run
        start { await self.dialRows(of: job, run.number) }
    }

    /// Lets a job rest, because somebody or something wants it; rows under way are carried through.
    func pause(_ job: RecordID, because reason: String?) async throws(CallStoreError) -> BulkJob? {
        let date = environment.clock.date()
        let paused = try await environment.store.move(job, from: [.running], to: .paused, because: reason, at: date)
        halt(job)
        if let reason { environment.log.warning("a bulk job paused", ("jobId", job.hex), ("reason", reason)) }
        return paused
    }

    /// Lets a job go on where it was.
    func goOn(_ job: RecordID) async throws(CallStoreError) -> BulkJob? {
        let date = environment.clock.date()
        let running = try await environment.store.move(job, from: [.paused], to: .running, because: nil, at: date)
        if let running { run(running) }
        tell(job)
        return running
    }

    /// Ends a job: nothing more of it is dialled.
    func cancel(_ job: RecordID) async throws(CallStoreError) -> BulkJob? {
        let date = environment.clock.date()
        let cancelled = try await environment.store.move(
            job, from: [.running, .paused], to: .cancelled, because: nil, at: date)
        halt(job)
        guard cancelled != nil else { return nil }
        try await closeReleased(job)
        return cancelled
    }

    /// Rows that had a call written down and were let go again have a log that must end.
    private func closeReleased(_ job: RecordID) async throws(CallStoreError) {
        for intent in try await environment.store.openDials() where intent.jobID == job && intent.state == .planned {
            guard let id = intent.callID, let call = try await environment.store.call(id) else { continue }
            await fail(call, .dialRefused, "the bulk job was cancelled")
        }
    }

    private func halt(_ job: RecordID) {
        runs[job] = nil
        changed()
        tell(job)
    }

    private func isOn(_ job: RecordID, _ number: Int) -> Bool { !isStopping && runs[job]?.number == number }
}

// MARK: Rows

extension DialDesk {
    private func dialRows(of job: BulkJob, _ number: Int) async {
        var line = 0
        while isOn(job.id, number) {
            do throws(CallStoreError) {
                let rows = try await environment.store.plannedRows(of: job.id, after: line, limit: 100)
                if rows.isEmpty {
                    guard try await !finish(job, number) else { return }
                    line = 0
                    continue
                }
                guard let agent = try await agent(of: job) else {
                    _ = try await pause(job.id, because: "its agent was removed")
                    return
                }
                for row in rows {
                    guard try await dial(row, of: job, agent, number) else { return }
                    line = row.line ?? line
                }
            } catch {
                // What cannot be written down is not dialled; it is tried again when it can be.
                environment.log.error("a bulk job waits for the store", ("jobId", job.id.hex), ("error", "\(error)"))
                await pause(.seconds(1))
            }
        }
    }

    /// Waits for the rows that are under way; `true` where the job is done.
    private func finish(_ job: BulkJob, _ number: Int) async throws(CallStoreError) -> Bool {
        while isOn(job.id, number), runs[job.id]?.inFlight ?? 0 > 0 { await change() }
        guard isOn(job.id, number) else { return true }
        let date = environment.clock.date()
        let done = try await environment.store.move(job.id, from: [.running], to: .completed, because: nil, at: date)
        guard done == nil else {
            environment.log.info("a bulk job is done", ("jobId", job.id.hex))
            halt(job.id)
            return true
        }
        // A row that the process before this one asked for is still looked for.
        if try await environment.store.plannedRows(of: job.id, after: 0, limit: 1).isEmpty { await change() }
        return false
    }

    /// One row; `false` where the job stops.
    private func dial(
        _ row: DialIntent, of job: BulkJob, _ agent: AgentChoice, _ number: Int
    ) async throws(CallStoreError) -> Bool {
        while isOn(job.id, number), runs[job.id]?.inFlight ?? 0 >= BulkRun.parallel { await change() }
        let id = row.callID ?? environment.ids.next()
        guard isOn(job.id, number), await claim(row.phoneNumber, for: id, row: job.id) else { return false }
        guard await takeTurn(for: id, row: job.id), isOn(job.id, number) else {
            leave(id, row.phoneNumber, .interrupted)
            return false
        }
        let call: CallRecord?
        do throws(CallStoreError) {
            call = try await writeDown(row, as: id, job, agent)
        } catch {
            leave(id, row.phoneNumber, .interrupted)
            throw error
        }
        guard let call else {
            leave(id, row.phoneNumber, .interrupted)
            return isOn(job.id, number)
        }
        begin(call, of: job.id)
        return true
    }

    /// `nil` where the row is not to be dialled now.
    private func writeDown(
        _ row: DialIntent, as id: RecordID, _ job: BulkJob, _ agent: AgentChoice
    ) async throws(CallStoreError) -> CallRecord? {
        if row.callID != nil {
            guard try await environment.store.askAgain(for: id, at: environment.clock.date()) else { return nil }
            return try await environment.store.call(id)
        }
        guard let telephony = environment.settings.telephony else { return nil }
        let (date, person) = (environment.clock.date(), row.person ?? DialIntent.Person(name: ""))
        let lead = Lead(
            id: environment.ids.next(), userID: job.userID, name: person.name, phoneNumber: row.phoneNumber,
            email: person.email, notes: person.notes, variables: person.variables, createdAt: date)
        let call = CallRecord(
            id: id, userID: job.userID, agentID: agent.registered?.id, elevenLabsAgentID: agent.elevenLabsAgentID,
            leadID: lead.id, phoneNumber: row.phoneNumber, fromNumber: telephony.fromNumber, direction: .outbound,
            origin: .bulkUpload, costPerMinute: environment.settings.costPerMinute, createdAt: date)
        let order = DialOrder(call: call, lead: lead, dailyLimit: environment.settings.dailyCalls)
        switch try await environment.store.ask(for: order, row: row.id) {
        case .asked(let call): return call
        case .known, .closed: return nil
        case .limitReached:
            _ = try await pause(job.id, because: "the calls of today (UTC) are used up")
            return nil
        }
    }

    private func begin(_ call: CallRecord, of job: RecordID) {
        let now = environment.clock.now()
        runs[job]?.inFlight += 1
        runs[job]?.noteAsked(at: now)
        let number = runs[job]?.number
        let attempt = DialAttempt(settle: environment.settings.dialSettle, patience: Self.rowPatience, at: now)
        start {
            let verdict = await self.carryThrough(call, row: job, attempt, .written)
            await self.rowEnded(job, number, verdict)
        }
        tell(job)
    }

    private func rowEnded(_ job: RecordID, _ number: Int?, _ verdict: DialVerdict) async {
        var reason: String?
        if let number, runs[job]?.number == number {
            runs[job]?.inFlight -= 1
            switch verdict {
            case .placed, .unrecorded: _ = runs[job]?.watch.note(failed: false)
            case .interrupted, .uncertain: break
            case .unreachable(let why): reason = "Twilio cannot be reached: \(why)"
            case .refused(let code?, let message) where Self.concernsAccount(code): reason = "\(code): \(message)"
            case .refused, .expired:
                reason = runs[job]?.watch.note(failed: true)
            }
        }
        changed()
        tell(job)
        if let reason { _ = try? await pause(job, because: reason) }
    }

    private func agent(of job: BulkJob) async throws(CallStoreError) -> AgentChoice? {
        guard let id = job.agentID else { return AgentChoice(unregistered: job.elevenLabsAgentID) }
        guard let agent = try await environment.store.agent(id), agent.archivedAt == nil else { return nil }
        return AgentChoice(agent)
    }
}

// MARK: Those who watch

extension DialDesk {
    /// Hears whenever something about a job has changed. Of several changes that are not taken in time one is left.
    /// - Parameter interval: how often it is heard from though nothing has changed; `nil` for never.
    func changes(of job: RecordID, every interval: Duration? = nil) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        runCount += 1
        let number = runCount
        guard !isStopping else {
            continuation.finish()
            return stream
        }
        watchers[job, default: [:]][number] = continuation
        let clock = environment.clock
        let ticking = interval.map { interval in
            Task {
                while !Task.isCancelled {
                    await clock.sleep(interval)
                    continuation.yield()
                }
            }
        }
        continuation.onTermination = { _ in
            ticking?.cancel()
            Task { await self.forget(job, number) }
        }
        continuation.yield()
        return stream
    }

    private func forget(_ job: RecordID, _ number: Int) {
        watchers[job]?[number] = nil
        if watchers[job]?.isEmpty == true { watchers[job] = nil }
    }

    private func tell(_ job: RecordID) {
        for watcher in watchers[job, default: [:]].values { watcher.yield() }
    }

    /// Rows a second of a job that runs here.
    func rate(of job: RecordID) -> Double? { runs[job]?.rate }
}
