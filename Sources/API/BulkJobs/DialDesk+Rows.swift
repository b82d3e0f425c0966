import Calls
import FoundationEssentials
import Telemetry

/// Dials the rows of jobs: one after the other takes its turn, and many may be under way.
extension DialDesk {
    func dialRows(of job: BulkJob, _ number: Int) async {
        var line = 0
        while isOn(job.id, number) {
            do throws(CallStoreError) {
                let rows = try await environment.store.plannedRows(of: job.id, after: line, limit: 100)
                if rows.isEmpty {
                    guard try await !finish(job, number) else { return }
                    line = 0
                    continue
                }
                guard let agent = try await AgentChoice.find(for: job, in: environment.store) else {
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
        let (date, seen) = (environment.clock.date(), changeCount)
        let done = try await environment.store.move(job.id, from: [.running], to: .completed, because: nil, at: date)
        guard done == nil else {
            environment.log.info("a bulk job is done", ("jobId", job.id.hex))
            halt(job.id)
            return true
        }
        // A row that the process before this one asked for is still looked for.
        if try await environment.store.plannedRows(of: job.id, after: 0, limit: 1).isEmpty {
            await change(since: seen)
        }
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
}
