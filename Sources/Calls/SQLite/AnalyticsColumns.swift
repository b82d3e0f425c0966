import Synchronization

/// The columns of a database's calls, as the writer loads and keeps them and readers sum them up.
///
/// They are loaded from the lowest number up, and what changes meanwhile is taken over only of calls that are loaded: the
/// others have it when their turn comes. Only the writer writes, so that nothing comes between a commit and its change here.
final class AnalyticsColumns: Sendable {
    private struct State {
        var columns = CallColumns()
        /// Calls up to this number are there.
        var loaded: Int64 = 0
        var isComplete = false
    }

    private let state = Mutex(State())

    /// Whether all calls are there.
    var isComplete: Bool { state.withLock { $0.isComplete } }

    /// The number of the first call that is not there; `nil` when all are.
    var firstMissing: Int64? { state.withLock { $0.isComplete ? nil : $0.loaded + 1 } }

    /// Takes over calls and turns that were read, up to this number.
    func load(_ read: [CallColumns.Change], upTo last: Int64, isAll: Bool) {
        state.withLock { state in
            for change in read { state.columns.apply(change) }
            state.loaded = last
            state.isComplete = isAll
        }
    }

    /// Takes over what was committed.
    func apply(_ changes: [CallColumns.Change]) {
        guard !changes.isEmpty else { return }
        state.withLock { state in
            for change in changes where state.isComplete || change.number <= state.loaded {
                state.columns.apply(change)
            }
        }
    }

    func sum(_ query: AnalyticsQuery) -> CallAnalytics { state.withLock { $0.columns.sum(query) } }
}

extension CallColumns.Change {
    fileprivate var number: Int64 {
        switch self {
        case .call(let number, _), .turnLatency(let number, _): number
        }
    }
}
