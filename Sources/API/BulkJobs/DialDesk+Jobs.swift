import Calls
import FoundationEssentials
import Telemetry

/// Starts jobs, lets them rest, and ends them.
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

    func halt(_ job: RecordID) {
        runs[job] = nil
        changed()
        tell(job)
    }

    func isOn(_ job: RecordID, _ number: Int) -> Bool { !isStopping && runs[job]?.number == number }
}
