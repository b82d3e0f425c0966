import Synchronization

/// Reports of what has ended, by id, and those who wait for one. The last thousand are kept.
final class ReportBook<Report: Sendable>: Sendable {
    private struct State {
        var reports: [String: Report] = [:]
        var order: [String] = []
        var waiting: [String: [Int: CheckedContinuation<Report?, Never>]] = [:]
        var nextKey = 0
    }

    private static var capacity: Int { 1000 }
    private let state = Mutex(State())

    /// The report on what has ended; `nil` while it has not.
    func report(_ id: String) -> Report? { state.withLock { $0.reports[id] } }

    /// All reports kept, oldest first.
    func all() -> [Report] { state.withLock { state in state.order.compactMap { state.reports[$0] } } }

    /// Keeps a report and wakes those who wait for it.
    func finish(_ id: String, _ report: Report) {
        let waiting = state.withLock { state in
            if state.reports.updateValue(report, forKey: id) == nil { state.order.append(id) }
            if state.order.count > Self.capacity { state.reports[state.order.removeFirst()] = nil }
            return state.waiting.removeValue(forKey: id) ?? [:]
        }
        for continuation in waiting.values { continuation.resume(returning: report) }
    }

    /// Waits for a report; `nil` where the task is cancelled first.
    func ended(_ id: String) async -> Report? {
        let key = state.withLock { state in
            state.nextKey += 1
            return state.nextKey
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let report = state.withLock { state -> Report?? in
                    if let report = state.reports[id] { return .some(report) }
                    if Task.isCancelled { return .some(nil) }
                    state.waiting[id, default: [:]][key] = continuation
                    return nil
                }
                if let report { continuation.resume(returning: report) }
            }
        } onCancel: {
            state.withLock { $0.waiting[id]?.removeValue(forKey: key) }?.resume(returning: nil)
        }
    }
}
