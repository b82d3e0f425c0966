import Calls

/// Tells those who watch a job.
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

    func tell(_ job: RecordID) {
        for watcher in watchers[job, default: [:]].values { watcher.yield() }
    }

    /// Rows a second of a job that runs here.
    func rate(of job: RecordID) -> Double? { runs[job]?.rate }
}
