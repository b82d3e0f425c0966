import Calls

/// What a call's events say of its media stream, long after.
struct CallTrace: Hashable {
    /// Whether one ever started.
    var hadStream = false
    /// The time of the last thing known to have happened in it.
    var lastOffset = Duration.zero

    init(_ events: [CallEvent]) {
        for event in events {
            if case .streamStarted = event.kind { hadStream = true }
            lastOffset = max(lastOffset, event.offset)
        }
    }
}
