import Calls

/// Watches a started stream by the clock: that it still carries media, that it takes bytes, and that the call is not too long.
struct StreamWatch {
    typealias Instant = ContinuousClock.Instant

    private let limits: CallLimits
    /// When `start` came.
    private(set) var startedAt: Instant?
    private var lastMediaAt: Instant
    private var congestedSince: Instant?

    init(limits: CallLimits, at now: Instant) {
        self.limits = limits
        lastMediaAt = now
    }

    /// `start` came.
    mutating func started(at now: Instant) {
        startedAt = now
        lastMediaAt = now
    }

    /// A media message came.
    mutating func carriedMedia(at now: Instant) { lastMediaAt = now }

    /// It takes bytes too slowly, or well again; `false` where that is no news.
    mutating func congested(_ isCongested: Bool, at now: Instant) -> Bool {
        guard isCongested != self.isCongested else { return false }
        congestedSince = isCongested ? now : nil
        return true
    }

    /// Whether it takes bytes too slowly.
    var isCongested: Bool { congestedSince != nil }

    /// When the stream will have been silent or congested for too long.
    var failureDeadline: Instant {
        let silent = lastMediaAt + limits.streamSilence
        return silent.orSooner(congestedSince.map { $0 + limits.streamCongestion })
    }

    /// When the call will have lasted too long; never before it began.
    var durationDeadline: Instant? { startedAt.map { $0 + limits.maximumDuration } }

    /// What of the stream has failed by now.
    func failure(at now: Instant) -> CallEnd? {
        if now >= lastMediaAt + limits.streamSilence { return CallEnd(.streamSilent) }
        if let congestedSince, now >= congestedSince + limits.streamCongestion { return CallEnd(.streamCongested) }
        return nil
    }

    /// Whether the call has lasted too long by now.
    func isTooLong(at now: Instant) -> Bool { durationDeadline.map { now >= $0 } ?? false }
}
